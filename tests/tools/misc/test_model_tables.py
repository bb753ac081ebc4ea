"""The model index names every published config and says what is true of it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from mmengine.config import Config

import poseur  # noqa: F401  (checks the versions and provides mmcv's operators)
from poseur.analysis import input_size_of, measure_cost

TOOL = 'tools/misc/model_tables.py'
REPO_ROOT = Path(__file__).resolve().parents[3]
PUBLISHED = sorted((REPO_ROOT / 'configs/poseur').rglob('*-325e_*.py'))


@pytest.fixture(scope='module')
def models() -> dict[str, dict]:
    """Entries of all metafiles by name."""
    index = yaml.safe_load((REPO_ROOT / 'model-index.yml').read_text())
    found = {}
    for name in index['Import']:
        content = yaml.safe_load((REPO_ROOT / name).read_text())
        collections = {each['Name'] for each in content['Collections']}
        for model in content['Models']:
            assert model['In Collection'] in collections
            assert model['Name'] not in found, 'listed twice'
            found[model['Name']] = model
    return found


def test_every_published_config_is_listed(models):
    paths = {model['Config'] for model in models.values()}
    assert paths == {path.relative_to(REPO_ROOT).as_posix() for path in PUBLISHED}
    assert all(Path(model['Config']).stem == name for name, model in models.items())


#: Quick ones have small backbones.
SIZED = [
    pytest.param(
        path,
        id=path.stem,
        marks=() if re.search('mobilenetv2_|res50_', path.stem) else pytest.mark.slow,
    )
    for path in PUBLISHED
]


@pytest.mark.parametrize('path', SIZED)
def test_sizes_and_costs_are_those_of_the_model(path, models):
    facts = models[path.stem]['Metadata']
    cfg = Config.fromfile(path)
    height, width = input_size_of(cfg)
    assert facts['Input Size'] == f'{height}x{width}'
    cost = measure_cost(cfg, (height, width)).total
    assert facts['Parameters (M)'] == round(cost.parameters / 1e6, 3)
    assert facts['MACs (G)'] == round(cost.macs / 1e9, 3)


@pytest.mark.parametrize('path', PUBLISHED, ids=lambda path: path.stem)
def test_the_paper_s_result_is_that_of_the_config(path, models):
    """Configs name the paper's result in their first lines, metafiles too."""
    stated = re.search(r'Table [45]: ([\d.]+)', path.read_text())
    paper = models[path.stem].get('Paper Results', {})
    assert (
        [float(found) for found in stated.groups()] == [next(iter(paper.values()))]
        if stated
        else not paper
    )


def test_the_pages_are_up_to_date():
    command = [sys.executable, TOOL, '--check']
    done = subprocess.run(command, cwd=REPO_ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
