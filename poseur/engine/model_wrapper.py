"""Access to a model that may be wrapped for distributed training."""

from __future__ import annotations

from mmengine.model import is_model_wrapper
from torch import nn


def unwrap_model(model: nn.Module) -> nn.Module:
    """Return the model inside a wrapper such as ``DistributedDataParallel``.

    A model without a wrapper is returned as it is.
    """
    return model.get_submodule('module') if is_model_wrapper(model) else model
