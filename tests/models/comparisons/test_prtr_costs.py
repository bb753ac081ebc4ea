"""Parameters and operations of PRTR, against counts of the authors' code."""

from __future__ import annotations

from pathlib import Path

import pytest
from mmengine.config import Config

from poseur.analysis.fake_tensor_model import FakeTensorModel
from poseur.analysis.macs import count_macs

#: Parameters, those that are trained, and multiply-adds.
EXPECTED = {
    'res50_8xb32-325e_coco-384x288': (41.505, 41.283, 11.046),
    'res50_8xb32-325e_coco-512x384': (41.505, 41.283, 18.926),
    'res101_8xb32-325e_coco-384x288': (60.445, 60.223, 19.228),
    'res101_8xb32-325e_coco-512x384': (60.445, 60.223, 33.472),
    'hrnet-w32_8xb32-325e_coco-384x288': (57.234, 57.234, 21.696),
    'hrnet-w32_8xb32-325e_coco-512x384': (57.234, 57.234, 37.860),
}
MILLION, BILLION = 1e6, 1e9


@pytest.mark.parametrize(
    'name',
    [
        pytest.param(name, marks=() if 'res50' in name else pytest.mark.slow)
        for name in EXPECTED
    ],
)
def test_costs(name: str, repo_root: Path) -> None:
    parameters, trained, macs = EXPECTED[name]
    cfg = Config.fromfile(repo_root / f'configs/baselines/coco/td-reg_prtr-{name}.py')
    fake = FakeTensorModel(cfg)
    counts = [each.numel() for each in fake.model.parameters()]
    updated = [each.numel() for each in fake.model.parameters() if each.requires_grad]
    assert round(sum(counts) / MILLION, 3) == parameters
    assert round(sum(updated) / MILLION, 3) == trained
    height, width = map(int, name.rsplit('-', 1)[1].split('x'))
    with count_macs() as found:
        fake.run(height, width)
    assert found[''] / BILLION == pytest.approx(macs, abs=6e-4)
