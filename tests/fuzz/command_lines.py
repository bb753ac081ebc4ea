"""Tools run in a folder, in this process or in another, with a model and data."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import torch

from poseur.config import build_model, read_config
from poseur.synthetic import SyntheticPeopleConfig, write_dataset
from tests.tools.conftest import DEMO_CONFIG, load_tool

from .annotation_files import said
from .options import ROOT
from .outcomes import LIMIT, Tally

LABELS = 'annotations/person_keypoints_val.json'


@cache
def prepared() -> Path:
    """Render four images of people and save the weights of a small model."""
    folder = Path(tempfile.mkdtemp(prefix='fuzz-commands-'))
    atexit.register(shutil.rmtree, folder)
    size = SyntheticPeopleConfig(width=160, height=128)
    write_dataset(folder / 'data', num_train=4, num_val=4, cfg=size)
    model = build_model(read_config(ROOT / DEMO_CONFIG))
    torch.save(dict(state_dict=model.state_dict()), folder / 'data/weights.pth')
    return folder / 'data'


def run_tool(
    words: list[Any], count: Callable[[str], Tally], folder: Path, process: bool
) -> Tally:
    """Run a tool in a folder and count what its output says.

    Raises:
        SystemExit: If the command fails; the message is what it printed.
    """
    tool = ROOT / 'tools' / words[0]
    root = folder if (folder / LABELS).is_file() else prepared()
    env = dict(os.environ, SYNTHETIC_ROOT=str(root), PYTHONPATH=str(ROOT))
    command = [str(tool), *map(str, words[1:])]
    if process:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=folder,
            env=env,
            capture_output=True,
            timeout=LIMIT,
        )
        output = (done.stdout + done.stderr).decode('utf-8', 'replace')
        if done.returncode:
            raise SystemExit(output.rsplit('\n  ', 1)[-1])  # without the traceback
        return count(output)
    printed = sys.stdout
    with (
        mock.patch.object(sys, 'argv', command),
        mock.patch.dict(os.environ, env),
        current_folder(folder),
        said() as lines,
    ):
        try:
            load_tool(tool).main()
        except SystemExit as error:
            if error.code:
                raise
    logs = ''.join(p.read_text() for p in folder.glob('work_dirs/*/*/*.log'))
    return count(printed.getvalue() + logs + '\n'.join(lines))  # type: ignore[attr-defined]


@contextmanager
def current_folder(folder: Path) -> Iterator[None]:
    """Work in a folder inside a block."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
