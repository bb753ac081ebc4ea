"""A study that is killed and restarted, with real trainings."""

from __future__ import annotations

import csv
import json
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from poseur.commands.study import choose_runs
from poseur.studies import StudyError, load_study

pytestmark = pytest.mark.slow

STUDY = """
'''Learning rates on synthetic people.'''
metric = 'coco/AP'
also = 'coco/AR'
reference = 'fast'
runs = [
    dict(name='fast', config={config!r}),
    dict(
        name='slow',
        config={config!r},
        overrides={{'optim_wrapper.optimizer.lr': 1e-6}},
        tests={{'proposals': {{'+model.test_cfg.num_layers': 0}}}},
    ),
]
"""


@pytest.fixture
def study(tmp_path: Path, small_config: Path) -> Path:
    path = tmp_path / 'rates.py'
    path.write_text(STUDY.format(config=str(small_config)))
    return path


def test_tests_are_chosen_with_their_training(study: Path) -> None:
    runs = load_study(study)

    def names(*chosen: str) -> list[str]:
        return [run.name for run in choose_runs(runs, chosen)]

    assert names() == ['fast', 'slow', 'slow, proposals']
    assert names('slow') == ['slow', 'slow, proposals']
    assert names('slow, proposals') == ['slow, proposals']
    with pytest.raises(StudyError, match=r"--only: \['thin'\] are not among"):
        names('thin')


def start(study: Path, repo_root: Path, synthetic_root: Path) -> subprocess.Popen:
    """Start the study in a new process group."""
    tool = repo_root / 'tools/analysis_tools/run_study.py'
    command = [sys.executable, tool, study, '--work-dir', study.parent / 'runs']
    env = dict(os.environ, SYNTHETIC_ROOT=str(synthetic_root), OMP_NUM_THREADS='1')
    return subprocess.Popen(
        [str(word) for word in command],
        env=env,
        cwd=study.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def wait_for_score(run: Path, process: subprocess.Popen) -> None:
    """Wait until a run has logged the score of its first epoch."""
    end = time.monotonic() + 120
    scalars = '**/vis_data/scalars.json'
    while not any('coco/AP' in path.read_text() for path in run.glob(scalars)):
        assert process.poll() is None, process.stdout.read()
        assert time.monotonic() < end, f'no score in {run}'
        time.sleep(0.02)


def test_a_killed_study_goes_on(
    study: Path, repo_root: Path, synthetic_root: Path
) -> None:
    runs = study.parent / 'runs'
    first = start(study, repo_root, synthetic_root)
    wait_for_score(runs / 'slow_seed0', first)
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    finished = (runs / 'fast_seed0' / 'record.json').stat().st_mtime_ns
    output = (runs / 'fast_seed0' / 'output.log').read_bytes()
    assert not (runs / 'slow_seed0' / 'record.json').exists()

    second = start(study, repo_root, synthetic_root)
    printed, _ = second.communicate(timeout=120)
    assert second.returncode == 0, printed
    assert (runs / 'fast_seed0' / 'record.json').stat().st_mtime_ns == finished
    assert (runs / 'fast_seed0' / 'output.log').read_bytes() == output
    assert 'resumed epoch: 1, iter: 4' in (runs / 'slow_seed0/output.log').read_text()
    check_results(runs)


def check_results(runs: Path) -> None:
    """Table, figure and records hold both runs, their tests and the constant pose."""
    with (runs / 'results.csv').open() as file:
        rows = list(csv.DictReader(file))
    names = ['fast', 'slow', 'slow, proposals', 'constant median pose']
    assert [row['model'] for row in rows] == names
    assert rows[0]['parameters (M)'] == rows[1]['parameters (M)'] != ''
    assert [row['AP - reference'] == '' for row in rows] == [True, False, False, False]
    fast, slow, proposals = json.loads((runs / 'records.json').read_text())
    assert proposals['overrides'] == {
        'optim_wrapper.optimizer.lr': 1e-6,
        '+model.test_cfg.num_layers': 0,
    }
    assert proposals['curve'] == [] and proposals['people'] is None
    assert proposals['train_images_per_second'] == slow['train_images_per_second']
    dumps = sorted(runs.glob('slow_seed0/**/predictions.pkl'))
    (last, *_), (first, *_) = (pickle.loads(dump.read_bytes()) for dump in dumps)
    assert not np.allclose(*(s['pred_instances']['keypoints'] for s in (first, last)))
    assert slow['overrides'] == {'optim_wrapper.optimizer.lr': 1e-6}
    assert [point['epoch'] for point in fast['curve']] == [1, 2]
    assert 0 < fast['curve'][0]['seconds'] < fast['curve'][1]['seconds']
    for record in (fast, slow):  # the slow one was killed within its first validation
        assert record['curve'][-1]['epoch'] == 2
        assert record['curve'][-1]['metrics']['coco/AP'] == record['metrics']['coco/AP']
        assert record['train_images_per_second'] > 1
    assert (runs / 'predictions.jpg').read_bytes().startswith(b'\xff\xd8')
    assert (runs / 'curves.png').read_bytes().startswith(b'\x89PNG')
