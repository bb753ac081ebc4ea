"""Models of fake tensors, which have shapes but no values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from mmengine.config import Config
from torch import nn
from torch._subclasses import FakeTensor, FakeTensorMode
from torch.nn.modules.module import register_module_parameter_registration_hook
from torch.overrides import TorchFunctionMode

from poseur.config import build_model


class FakeTensorModel:
    """A model built and run on shapes alone.

    Nothing is initialized or loaded, and a forward pass computes only the shapes of its
    results. A model of any size takes about a second and almost no memory.

    Args:
        cfg: Config of a pose estimator.

    Attributes:
        model: The model, in evaluation mode.
        fake_mode: The mode in which tensors without values are created.
    """

    def __init__(self, cfg: Config) -> None:
        self.fake_mode = FakeTensorMode(allow_non_fake_inputs=True)
        with fake_parameters(self.fake_mode):
            self.model = build_model(cfg)
        self.model.eval()

    def run(self, height: int, width: int, batch: int = 1) -> None:
        """Run a forward pass on a batch of images of this size, as in a test."""
        with self.fake_mode, torch.no_grad():
            images = torch.empty(batch, 3, height, width)
            self.model(images, None, mode='tensor')


@contextmanager
def fake_parameters(fake_mode: FakeTensorMode) -> Iterator[None]:
    """Replace every parameter by a fake one when a module registers it."""

    def replace(
        module: nn.Module, name: str, parameter: nn.Parameter | None
    ) -> nn.Parameter | None:
        if parameter is None:
            return None
        with fake_mode:
            values = torch.empty(parameter.shape, dtype=parameter.dtype)
        return nn.Parameter(values, requires_grad=parameter.requires_grad)

    # PyTorch's annotation says None, but a hook may return a new parameter.
    handle = register_module_parameter_registration_hook(replace)  # type: ignore[arg-type]
    try:
        with WithoutStorage():
            yield
    finally:
        handle.remove()


class WithoutStorage(TorchFunctionMode):
    """Lets fake tensors say that they have no storage, as those on ``meta`` do.

    From PyTorch 2.15 on, ``nn.init.trunc_normal_`` looks at the values that it draws,
    except in tensors without storage.
    """

    def __torch_function__(
        self, func: Callable, types: Any, args: tuple = (), kwargs: dict | None = None
    ) -> Any:
        """Answer the question for ``is_meta``, and pass on everything else."""
        if func == torch.Tensor.is_meta.__get__:  # type: ignore[attr-defined]
            return isinstance(args[0], FakeTensor) or func(*args)
        return func(*args, **(kwargs or {}))
