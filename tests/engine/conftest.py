from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.toy_run import toy_runner


@pytest.fixture(scope='session')
def trained_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Work directory of a finished toy run; copy it before changing it."""
    work_dir = tmp_path_factory.mktemp('trained')
    toy_runner(work_dir).train()
    return work_dir
