from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from mmengine.config import Config
from torch import Tensor, nn

from poseur.config import build_model
from tests.parity.conftest import (  # noqa: F401  (fixtures)
    golden,
    golden_file,
    official_keys,
    official_state,
)

CONVERTER = 'model_converters/poseur_release_to_mmpose.py'


@pytest.fixture
def convert(
    tool_in_process: Callable[..., None], capsys: pytest.CaptureFixture
) -> Callable[..., str]:
    """Runs the converter's command line in this process; returns what it printed."""

    def run(*words: object) -> str:
        tool_in_process(CONVERTER, *words)
        return capsys.readouterr().out

    return run


@pytest.fixture
def refusal(convert: Callable[..., str], capsys: pytest.CaptureFixture):
    """Runs the converter, which must fail; returns its message."""

    def run(*words: object) -> str:
        with pytest.raises(SystemExit) as stopped:
            convert(*words)
        captured = capsys.readouterr()
        assert stopped.value.code == 1
        assert 'written to' not in captured.out
        return captured.err[captured.err.index('poseur convert: ') :]

    return run


@pytest.fixture(scope='session')
def small_model(small_config: Path) -> nn.Module:
    """The demo's model, with batch norms that do something."""
    torch.manual_seed(1)
    model = build_model(Config.fromfile(small_config))
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(std=0.1)
            module.running_var.uniform_(0.5, 1.5)
            module.num_batches_tracked.fill_(7)
    return model.eval()


@pytest.fixture
def small_weights(small_model: nn.Module) -> dict[str, Tensor]:
    return dict(small_model.state_dict())
