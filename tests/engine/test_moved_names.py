"""Names that :mod:`poseur.engine` had before version 0.2."""

from __future__ import annotations

import pytest

import poseur.checkpoints
import poseur.engine


def test_a_moved_name_is_found_with_a_warning() -> None:
    with pytest.warns(DeprecationWarning, match='now poseur.checkpoints.Pretrained'):
        from poseur.engine import PretrainedInit
    assert PretrainedInit is poseur.checkpoints.PretrainedInit


@pytest.mark.parametrize('name', ['convert_checkpoint', 'nothing_at_all'])
def test_other_names_are_not_found(name: str) -> None:
    with pytest.raises(
        AttributeError, match=f"'poseur.engine' has no attribute '{name}"
    ):
        getattr(poseur.engine, name)
