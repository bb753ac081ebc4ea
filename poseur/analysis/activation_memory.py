"""The most memory that activations occupy at once."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from typing import Any

from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from torch.utils.weak import WeakIdKeyDictionary


class ActivationMemory(TorchDispatchMode):
    """Watches the tensors that are made inside of its ``with`` block.

    A tensor's storage counts from the operator that makes it to the moment when
    nothing, autograd included, holds it any more. Views and in-place results share a
    storage and count once; what exists already, such as a model's parameters, does not
    count. Nor does what an operator needs only while it runs.

    Attributes:
        current: Bytes alive now.
        peak: The most bytes alive at once.
    """

    def __init__(self) -> None:
        super().__init__()
        self.current = 0
        self.peak = 0
        self._known = WeakIdKeyDictionary()

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None
    ) -> Any:
        """Run an operator and note the storages of its results."""
        for tensor in tensors_in((args, kwargs)):
            self._note(tensor, made_here=False)
        result = func(*args, **(kwargs or {}))
        for tensor in tensors_in(result):
            self._note(tensor, made_here=True)
        return result

    def _note(self, tensor: Tensor, made_here: bool) -> None:
        """Count the storage of a tensor if it was made here and is new."""
        storage = tensor.untyped_storage()
        if storage in self._known:
            return
        size = storage.nbytes() if made_here else 0
        self._known[storage] = size
        self.current += size
        self.peak = max(self.peak, self.current)
        weakref.finalize(storage, self._release, size).atexit = False

    def _release(self, size: int) -> None:
        self.current -= size


def tensors_in(tree: Any) -> Iterator[Tensor]:
    """All tensors in nested lists, tuples and dictionaries."""
    return (leaf for leaf in tree_leaves(tree) if isinstance(leaf, Tensor))
