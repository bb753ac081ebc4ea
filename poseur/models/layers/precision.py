"""Numerical precision under automatic mixed precision."""

from __future__ import annotations

import torch
from torch import Tensor


def full_precision(value: Tensor) -> Tensor:
    """Half-precision tensors as float32; float32 and float64 unchanged."""
    return value.float() if value.dtype in (torch.half, torch.bfloat16) else value
