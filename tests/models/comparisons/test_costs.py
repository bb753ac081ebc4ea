"""Multiply-adds of the compared methods, against counts of their authors' code."""

from __future__ import annotations

from pathlib import Path

import pytest

from poseur.analysis.model_cost import input_size_of, measure_cost

from .conftest import config_of

#: Billions of multiply-adds of a crop.
MACS = {
    'transpose-h-a6_8xb32-325e_coco-256x192': 21.282,
    'tokenpose-s-v1_8xb32-325e_coco-256x192': 2.726,
    'tokenpose-s-v2_8xb32-325e_coco-256x192': 7.487,
    'tokenpose-b_8xb32-325e_coco-256x192': 6.276,
    'tokenpose-l-d6_8xb32-325e_coco-256x192': 9.867,
    'tokenpose-l-d24_8xb32-325e_coco-256x192': 12.193,
    'tokenpose-l-d24_8xb32-325e_coco-384x288': 24.010,
    'tokenpose-l-d6_8xb32-325e_mpii-256x256': 12.891,
}


@pytest.mark.parametrize(
    'name',
    [
        pytest.param(name, marks=() if '-s-' in name else pytest.mark.slow)
        for name in MACS
    ],
)
def test_multiply_adds(name, repo_root: Path) -> None:
    cfg = config_of(repo_root, f'td-hm_{name}')
    cost = measure_cost(cfg, input_size_of(cfg)).total
    assert cost.macs / 1e9 == pytest.approx(MACS[name], rel=0.005)
