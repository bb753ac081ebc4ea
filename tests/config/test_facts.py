from __future__ import annotations

import pytest
from mmengine.config import Config

from poseur.config import crop_size

TINY = 'configs/synthetic/td-reg_poseur-tiny_2xb16-18e_synthetic-96x72.py'


def test_width_comes_first(repo_root) -> None:
    size = crop_size(Config.fromfile(repo_root / TINY))
    assert size == (72, 96) and isinstance(size, tuple)


@pytest.mark.parametrize('head', [None, dict(decoder=None), dict(decoder=dict())])
def test_a_model_that_does_not_tell(head: dict | None, repo_root) -> None:
    cfg = Config.fromfile(repo_root / TINY)
    cfg.model.pop('head')
    if head is not None:
        cfg.model.head = head
    problem = '96x72.py has no model.head.decoder.input_size, .*width and height'
    with pytest.raises(ValueError, match=problem):
        crop_size(cfg)
