"""Every config, and reports on its settings and its model.

Settings are read from all configs. Models are built and run from one config of each
backbone; the tests of the others are marked ``slow``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

REPO_ROOT = Path(__file__).resolve().parents[2]
SCRIPT = REPO_ROOT / 'tests/helpers/config_report.py'
EVERY_FILE = sorted((REPO_ROOT / 'configs').rglob('*.py'))
#: Detectors take whole images, not crops; tests/detection builds and runs them.
DETECTORS = REPO_ROOT / 'configs' / 'mask_rcnn_poseur'
#: Studies list configs to train; tests/studies reads them.
STUDIES = REPO_ROOT / 'configs' / 'studies'
CONFIGS = [
    path
    for path in EVERY_FILE
    if '_base_' not in path.parts
    and DETECTORS not in path.parents
    and STUDIES not in path.parents
]
#: Those whose models are built and run; a config with the settings of the authors of a
#: method has the model of the config without them.
RUNNABLE = [path for path in CONFIGS if not path.stem.endswith('_official')]
PUBLISHED = [
    path for path in CONFIGS if path.parts[-3] == 'poseur' and '-325e_' in path.stem
]
#: The smallest config of each backbone, and one with a head of mmpose.
QUICK = {
    'td-reg_poseur-mobilenetv2_8xb32-325e_coco-256x192',
    'td-reg_poseur-res50_8xb32-325e_coco-256x192',
    'td-reg_poseur-hrnet-w32_8xb32-325e_coco-256x192',
    'td-reg_poseur-hrformer-tiny-3dec_8xb32-325e_coco-256x192',
    'td-reg_poseur-vit-base_8xb32-325e_coco-256x192',
    'td-hm_tokenpose-s-v1_8xb32-325e_coco-256x192',
    'td-hm_mobilenetv2_1xb8-20e_lsp-64x64',
}


def name_of(path: Path) -> str:
    """Return the path of a config within the repository."""
    return path.relative_to(REPO_ROOT).as_posix()


def to_run(paths: list[Path]) -> list:
    """Return configs as parameters of a test that runs them, mostly a slow one."""
    return [
        pytest.param(
            path,
            id=name_of(path),
            marks=() if path.stem in QUICK else pytest.mark.slow,
        )
        for path in paths
    ]


def report_on(folder: Path, *arguments: str | Path) -> dict[str, dict]:
    """Make reports with one new interpreter in another directory.

    A config that ended the interpreter has its output as ``error``, as have those after
    it.
    """
    command = [sys.executable, str(SCRIPT), 'reports.jsonl', *map(str, arguments)]
    env = os.environ | dict(OMP_NUM_THREADS='1')  # threads that wait slow others down
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
    failed = dict(error=f'exit status {done.returncode}: {done.stderr[-3000:]}')
    reports = {path.stem: failed for path in CONFIGS}
    for line in (folder / 'reports.jsonl').read_text().splitlines():
        report = json.loads(line)
        reports[Path(report['path']).stem] = report
    return reports


def checked(report: dict) -> dict:
    """Return a report if the config could be read, and built if it was to be run."""
    assert 'error' not in report, report['error']
    return report


def report_once(
    factory: pytest.TempPathFactory, name: str, *arguments: str | Path
) -> dict[str, dict]:
    """Make reports in the first process of a test run that needs them."""
    folder = factory.getbasetemp()
    if 'PYTEST_XDIST_WORKER' in os.environ:
        folder = folder.parent  # of all processes of this test run
    cache = folder / f'{name}.json'
    with FileLock(f'{cache}.lock'):
        if not cache.exists():
            reports = report_on(factory.mktemp(name), *arguments)
            cache.write_text(json.dumps(reports))
    return json.loads(cache.read_text())


@pytest.fixture(scope='session')
def facts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    """Reports on all configs by name; those in ``QUICK`` are run."""
    quick = [path for path in CONFIGS if path.stem in QUICK]
    return report_once(tmp_path_factory, 'facts', *CONFIGS, '--run', *quick)


@pytest.fixture(scope='session')
def sweep(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    """Reports on the configs that are not in ``QUICK``, which are run."""
    others = [path for path in RUNNABLE if path.stem not in QUICK]
    return report_once(tmp_path_factory, 'sweep', '--run', *others)


@pytest.fixture
def run(request: pytest.FixtureRequest) -> dict:
    """The report on a config that was run; parametrized by the tests."""
    name = request.param.stem
    reports = request.getfixturevalue('facts' if name in QUICK else 'sweep')
    return checked(reports[name]) | dict(name=name)
