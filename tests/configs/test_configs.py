"""Every config stands on its own: it loads, builds and says how to use it."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

REPO_ROOT = Path(__file__).resolve().parents[2]
EVERY_FILE = sorted((REPO_ROOT / 'configs').rglob('*.py'))
CONFIGS = [path for path in EVERY_FILE if '_base_' not in path.parts]
PAPER_SCHEDULE = [path for path in CONFIGS if 'synthetic' not in path.parts]

#: Millions of parameters of released models, both flows included.
RELEASED_SIZES = {
    'td-reg_poseur-res50_8xb32-325e_coco-256x192': 33.256,
    'td-reg_poseur-mobilenetv2_8xb32-325e_coco-256x192': 11.356,
}


def name_of(path: Path) -> str:
    return path.relative_to(REPO_ROOT).as_posix()


@pytest.fixture(scope='session')
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    """Reports of all configs, made by one new interpreter in another directory."""
    folder = tmp_path_factory.mktemp('elsewhere')
    script = Path(__file__).with_name('config_report.py')
    command = [sys.executable, str(script), 'reports.json', *map(str, CONFIGS)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads((folder / 'reports.json').read_text())


@pytest.fixture(params=CONFIGS, ids=name_of)
def report(request: pytest.FixtureRequest, reports: dict) -> dict:
    """The report of one config, which could be built."""
    built = reports[str(request.param)]
    assert 'error' not in built, built['error']
    return built


def test_there_are_configs():
    names = {path.stem for path in CONFIGS}
    assert names.issuperset(RELEASED_SIZES)
    assert len(names) == len(CONFIGS), 'two configs share a name: so do their work dirs'


def test_model_and_data_agree(report):
    (num_joints,) = set(report['data_joints'])
    assert report['prediction_shape'] == [1, num_joints, 2]
    assert len(report['input_sizes']) == 1, 'crop, codec and head have other sizes'


@pytest.mark.parametrize('path', PAPER_SCHEDULE, ids=name_of)
def test_sampling_offsets_learn_at_a_tenth_of_the_rest_of_the_head(path, reports):
    report = reports[str(path)]
    rates = {n: r for n, r in report['learning_rates'].items() if n.startswith('head.')}
    assert sum('sampling_offsets' in name for name in rates) >= 2
    for name, rate in rates.items():
        expected = 0.1 if 'sampling_offsets' in name else 1.0
        assert rate == pytest.approx(expected), name


def test_the_schedule_ends_with_the_training(report):
    assert all(0 < m < report['last_epoch'] for m in report['milestones'])


@pytest.mark.parametrize('name', RELEASED_SIZES)
def test_sizes_of_released_models(name, reports):
    path = next(str(path) for path in CONFIGS if path.stem == name)
    assert 'error' not in reports[path], reports[path]['error']
    millions = reports[path]['parameters'] / 1e6
    assert millions == pytest.approx(RELEASED_SIZES[name], abs=1e-3)


@pytest.mark.parametrize('path', EVERY_FILE, ids=name_of)
def test_docstring(path):
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    assert docstring and docstring.splitlines()[0].endswith('.')


@pytest.mark.parametrize('path', CONFIGS, ids=name_of)
def test_the_docstring_gives_a_command_that_exists(path, repo_root):
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    command = re.search(r'\b(?:make (\w+)|(?:bash|python)\s+(tools/\S+))', docstring)
    assert command, 'no command'
    target, tool = command.groups()
    if target:
        assert re.search(rf'^{target}:', (repo_root / 'Makefile').read_text(), re.M)
    else:
        assert (repo_root / tool).is_file(), tool
        assert name_of(path) in docstring, 'the command is that of another config'
