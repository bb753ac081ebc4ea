"""The configured half-body crops follow the rule of mmpose 0.x.

mmpose 0.x crops 3 of 10 people with more than 8 visible joints. It takes the upper half
if a *normal* variable is below 0.5 and more than two joints of that half are visible;
otherwise the lower half if more than two of its joints are visible; otherwise the upper
half.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from mmengine.config import Config
from mmpose.datasets.transforms import RandomHalfBody
from scipy.stats import norm

from tests.helpers.third_party import draw_half_bodies

UPPER, LOWER = list(range(9)), list(range(9, 16))  # as many as MPII has
COUNT = 4000


@pytest.fixture(scope='module')
def transform(repo_root: Path) -> RandomHalfBody:
    cfg = Config.fromfile(repo_root / 'configs/_base_/datasets/coco_256x192.py')
    (settings,) = (t for t in cfg.augmentation if t.type == 'RandomHalfBody')
    return RandomHalfBody(**{k: v for k, v in settings.items() if k != 'type'})


@pytest.mark.parametrize(
    ('upper', 'lower', 'share'),
    [
        (9, 7, norm.cdf(0.5)),
        (3, 7, norm.cdf(0.5)),
        (6, 3, norm.cdf(0.5)),
        (2, 7, 0.0),
        (7, 2, 1.0),
        (9, 0, 1.0),
        (4, 4, None),  # eight joints are not more than eight
    ],
)
def test_halves_are_taken_as_often(transform, upper, lower, share):
    visible = np.zeros((COUNT, 16))
    visible[:, UPPER[:upper] + LOWER[:lower]] = 1
    chosen = draw_half_bodies(transform, visible, UPPER, LOWER)
    taken = [half for half in chosen if half is not None]
    if share is None:
        assert not taken
        return
    assert len(taken) / COUNT == pytest.approx(0.3, abs=0.03)
    assert np.mean([half[0] in UPPER for half in taken]) == pytest.approx(
        share, abs=0.05
    )
