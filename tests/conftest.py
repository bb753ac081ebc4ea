"""Fixtures and settings shared by all tests."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

# Tests run on the CPU; those with a GPU part run it if POSEUR_TEST_GPU is set.
if 'POSEUR_TEST_GPU' not in os.environ:
    os.environ['CUDA_VISIBLE_DEVICES'] = ''

import pytest
import torch
from hypothesis import settings

import poseur  # noqa: F401  (before any test imports mmcv.ops)
from tests.helpers.toy_run import toy_runner

if TYPE_CHECKING:
    from tests.helpers.exported_model import Demo

# The same few examples in every run, which leave nothing behind.
settings.register_profile(
    'suite', derandomize=True, database=None, deadline=None, max_examples=60
)
settings.load_profile('suite')
REPO_ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope='session')
def repo_root() -> Path:
    """Return the checkout that holds these tests."""
    return REPO_ROOT


@pytest.fixture(scope='session')
def shared_dir() -> Path:
    """Return the folder of reference numbers, weights and sample data.

    It is next to the checkout, or at ``POSEUR_SHARED``. Tests that use it are skipped
    if it does not exist.
    """
    path = Path(os.environ.get('POSEUR_SHARED', REPO_ROOT.parent / 'shared'))
    if not path.is_dir():
        pytest.skip(f'no reference data at {path} (set POSEUR_SHARED)')
    return path.resolve()


@pytest.fixture(scope='session', autouse=True)
def _surroundings() -> Iterator[None]:
    """Limit threads, and let subprocesses import this checkout from anywhere."""
    torch.set_num_threads(2)
    paths = [str(REPO_ROOT), os.environ.get('PYTHONPATH', '')]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv('OMP_NUM_THREADS', '2')
        patch.setenv('PYTHONPATH', os.pathsep.join(filter(None, paths)))
        yield


@pytest.fixture(autouse=True)
def _fixed_seed() -> None:
    random.seed(0)
    np.random.seed(0)
    torch.manual_seed(0)


@pytest.fixture(scope='session')
def demo(repo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """An exported model with its config, checkpoint and images."""
    from tests.helpers.exported_model import export_demo  # needs onnx

    return export_demo(repo_root, tmp_path_factory.mktemp('demo'))


@pytest.fixture(scope='session')
def trained_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Work directory of a finished toy run; copy it before changing it."""
    work_dir = tmp_path_factory.mktemp('trained')
    toy_runner(work_dir).train()
    return work_dir
