"""Models of shapes without values, to count what a forward pass costs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from mmpose.registry import MODELS
from torch import nn
from torch._subclasses import FakeTensorMode
from torch.nn.modules.module import register_module_parameter_registration_hook


class WeightlessModel:
    """A model that runs on shapes alone: no values, no memory, hardly any time.

    Nothing is initialized or loaded, and a forward pass only works out the shapes of
    its results, so a model of any size is built and run in a second.

    Args:
        model_cfg: Config of a pose estimator.
    """

    def __init__(self, model_cfg: dict) -> None:
        self.fake_mode = FakeTensorMode(allow_non_fake_inputs=True)
        with weightless_parameters(self.fake_mode):
            self.model = MODELS.build(model_cfg)
        self.model.eval()

    def run(self, height: int, width: int, batch: int = 1) -> None:
        """Pass a batch of images of this size through the model, as in a test."""
        with self.fake_mode, torch.no_grad():
            images = torch.empty(batch, 3, height, width)
            self.model(images, None, mode='tensor')


@contextmanager
def weightless_parameters(fake_mode: FakeTensorMode) -> Iterator[None]:
    """Replace every parameter by one without values as soon as a module gets it."""

    def replace(
        module: nn.Module, name: str, parameter: nn.Parameter | None
    ) -> nn.Parameter | None:
        if parameter is None:
            return None
        with fake_mode:
            values = torch.empty(parameter.shape, dtype=parameter.dtype)
        return nn.Parameter(values, requires_grad=parameter.requires_grad)

    handle = register_module_parameter_registration_hook(replace)
    try:
        yield
    finally:
        handle.remove()
