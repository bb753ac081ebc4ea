"""Records, runs and runners whose commands take no time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from poseur.studies import CurvePoint, RunRecord, StudyRun, StudyRunner

CONFIG = """
data_root = {root!r}
images = f'{{data_root}}/images'
data_prefix = 'data/of/its/own'
lr = 1e-3
train_dataloader = dict(batch_size=8)
"""


@pytest.fixture
def make_record() -> Callable[..., RunRecord]:
    """Makes records with a given AP."""

    def make(name: str, score: float, seed: int = 0, **changes: object) -> RunRecord:
        content = dict(
            name=name,
            config='model.py',
            overrides={},
            seed=seed,
            metrics={'coco/AP': score, 'coco/AR': 1.0},
            parameters=2_345_678,
            macs=12_345_678,
            train_images_per_second=100.0,
            test_images_per_second=200.0,
            device='1 x CPU process',
            curve=(CurvePoint(1, 30.0, {'coco/AP': score / 2}),),
        )
        return RunRecord(**{**content, **changes})

    return make


@pytest.fixture
def records(make_record: Callable[..., RunRecord]) -> list[RunRecord]:
    """Three seeds of one name and one of another, at different speeds."""

    def of(name: str, score: float, speed: float) -> RunRecord:
        test = 2 * speed
        speeds = dict(train_images_per_second=speed, test_images_per_second=test)
        return make_record(name, score, **speeds)

    return [
        of('wide', 40.0, 10.0),
        of('narrow', 30.0, 100.0),
        of('wide', 43.0, 12.0),
        of('wide', 41.5, 50.0),
    ]


@pytest.fixture
def make_run(tmp_path: Path) -> Callable[..., StudyRun]:
    """Makes runs whose config is in the given folder, and whose data may be missing."""

    def make(folder: str, root: str = '/data', **changes: object) -> StudyRun:
        config = tmp_path / folder / 'model.py'
        config.parent.mkdir(exist_ok=True)
        config.write_text(CONFIG.format(root=root))
        content = dict(name='deep', config=config, overrides={'lr': 1e-2}, seed=1)
        return StudyRun(**{**content, **changes})

    return make


@pytest.fixture
def make_runner(tmp_path: Path) -> Callable[..., StudyRunner]:
    """Makes runners of Python programs, which fail by default."""

    def make(folder: str, train: str = 'exit(3)', test: str = 'exit(4)') -> StudyRunner:
        programs = [[sys.executable, '-c', program] for program in (train, test)]
        return StudyRunner(tmp_path / folder / 'runs', *programs)

    return make
