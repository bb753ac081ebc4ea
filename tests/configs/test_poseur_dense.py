"""Models with dense supervision: official but for the features, at the listed cost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mmengine.config import Config

import poseur  # noqa: F401  (checks the versions and provides mmcv's operators)
from poseur.analysis import input_size_of, measure_cost

from .conftest import REPO_ROOT

FOLDER = REPO_ROOT / 'configs/poseur_dense'
CONFIGS = sorted(FOLDER.glob('*.py'))
ROWS = re.findall(
    r'^\| \[(\w+), .*\]\((\S+\.py)\) \| ([\d.]+) \| ([\d.]+) \|',
    (FOLDER / 'README.md').read_text(),
    re.M,
)
#: Configs of the table, each official one with the dense one below it.
PAIRS = [
    (FOLDER / official[1], FOLDER / dense[1])
    for official, dense in zip(ROWS[::2], ROWS[1::2], strict=True)
]


def test_every_config_is_next_to_the_official_one() -> None:
    assert [row[0] for row in ROWS] == ['official', 'dense'] * len(CONFIGS)
    assert sorted(dense for _, dense in PAIRS) == CONFIGS
    for official, dense in PAIRS:
        assert dense.name.replace('poseur-dense', 'poseur') == official.name


@pytest.mark.parametrize('row', ROWS, ids=lambda row: Path(row[1]).stem)
def test_costs(row: tuple[str, ...]) -> None:
    cfg = Config.fromfile(FOLDER / row[1])
    cost = measure_cost(cfg, input_size_of(cfg)).total
    listed = [f'{cost.parameters / 1e6:.3f}', f'{cost.macs / 1e9:.3f}']
    assert listed == list(row[2:])


@pytest.mark.parametrize('pair', PAIRS, ids=lambda pair: pair[1].stem)
def test_everything_else_is_official(pair: tuple[Path, Path]) -> None:
    official, dense = (Config.fromfile(path).to_dict() for path in pair)
    heads = [cfg['model']['head'] for cfg in (official, dense)]
    assert heads[1]['query_decoder'].pop('zero_init')
    for key in ('keypoint_encoder', 'query_decoder', 'coarse_loss', 'decoder_loss'):
        assert heads[0][key] == heads[1][key]
    assert official['model']['backbone'] == dense['model']['backbone']
    expected = official['model']['test_cfg'] | dict(flip_fusion='agreement')
    assert dense['model']['test_cfg'] == expected
    differing = {key for key in official if dense[key] != official[key]}
    assert differing == {'model'}
