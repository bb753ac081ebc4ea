"""Peak memory of activations in a forward pass or a training step."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from typing import Any

import torch
from mmengine.config import Config
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from torch.utils.weak import WeakIdKeyDictionary

from poseur.config import build_model

from .fake_tensor_model import FakeTensorModel
from .random_samples import random_samples


class ActivationMemory(TorchDispatchMode):
    """Tracks the memory of all tensors created inside a ``with`` block.

    A tensor's storage counts from the operator that creates it until nothing holds it
    any more, autograd included. Views and in-place results share a storage, which
    counts once. Tensors that exist before the block, such as a model's parameters, do
    not count, nor does the workspace of a running operator.

    Attributes:
        current: Bytes alive now.
        peak: The largest number of bytes alive at once.
    """

    def __init__(self) -> None:
        super().__init__()
        self.current = 0
        self.peak = 0
        self._known = WeakIdKeyDictionary()

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None
    ) -> Any:
        """Run an operator and record the storages of its results."""
        for tensor in iterate_tensors((args, kwargs)):
            self._record(tensor, created_here=False)
        result = func(*args, **(kwargs or {}))
        for tensor in iterate_tensors(result):
            self._record(tensor, created_here=True)
        return result

    def _record(self, tensor: Tensor, created_here: bool) -> None:
        """Count the storage of a tensor if it is new and was created here."""
        storage = tensor.untyped_storage()
        if storage in self._known:
            return
        size = storage.nbytes() if created_here else 0
        self._known[storage] = size
        self.current += size
        self.peak = max(self.peak, self.current)
        weakref.finalize(storage, self._release, size).atexit = False

    def _release(self, size: int) -> None:
        self.current -= size


def iterate_tensors(tree: Any) -> Iterator[Tensor]:
    """Iterate over all tensors in nested lists, tuples and dictionaries."""
    return (leaf for leaf in tree_leaves(tree) if isinstance(leaf, Tensor))


def peak_activation_bytes(
    cfg: Config, input_size: tuple[int, int], batch: int = 1
) -> int:
    """Return the peak memory of images and activations in a forward pass at test time.

    Only shapes are computed, see :class:`FakeTensorModel`.

    Args:
        cfg: Config of the model.
        input_size: Height and width of the crops.
        batch: Number of crops.
    """
    model = FakeTensorModel(cfg)
    with ActivationMemory() as memory:
        model.run(*input_size, batch)
    return memory.peak


def peak_training_bytes(
    cfg: Config, input_size: tuple[int, int], batch: int = 1
) -> int:
    """Return the peak memory of images and activations in a training step.

    The forward and backward pass really run, on the CPU, in float32, with random images
    and keypoints. Gradients of parameters are freed as soon as they are complete, so
    like the parameters they do not count.

    Args:
        cfg: Config of a model whose head regresses keypoints.
        input_size: Height and width of the crops.
        batch: Number of crops.

    Raises:
        ValueError: If the head is not trained on keypoint coordinates.
    """
    model: Any = build_model(cfg).train()
    if not hasattr(model.head, 'num_keypoints'):
        raise ValueError(
            f'model.head of type {cfg.model.head.type} does not regress keypoints, so '
            'the memory of its training step cannot be measured. Leave out --train.'
        )
    for parameter in model.parameters():
        if parameter.requires_grad:
            parameter.register_post_accumulate_grad_hook(free_gradient)
    samples = random_samples(batch, model.head.num_keypoints)
    with ActivationMemory() as memory:
        losses = model.loss(torch.randn(batch, 3, *input_size), samples)
        total, _ = model.parse_losses(losses)
        total.backward()
    return memory.peak


def free_gradient(parameter: nn.Parameter) -> None:
    """Free the gradient of a parameter."""
    parameter.grad = None
