"""Replacement of ``mmcv._ext``, mmcv's compiled operators, for ``mmcv-lite``.

:mod:`poseur.compat.finder` loads this module. It has the operators that detection
needs, on torchvision's CPU and CUDA kernels. Signatures are those of the compiled
extension: results are written into tensors that the caller allocates. ``mmcv.ops``
looks up all its operators at import, so any other operator exists too, but raises
``NotImplementedError`` when called.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import torch
import torchvision
from torch import Tensor

AVERAGE_POOLING = 1


def nms(boxes: Tensor, scores: Tensor, iou_threshold: float, offset: int) -> Tensor:
    """Suppress boxes that overlap with a better one.

    Args:
        boxes: Boxes (x1, y1, x2, y2) of shape [N, 4], in pixels.
        scores: Scores of shape [N].
        iou_threshold: IoU with a better box above which a box is dropped.
        offset: 0 or 1; a box is ``x2 - x1 + offset`` wide.

    Returns:
        Indices of the boxes kept, best first.
    """
    dtype = torch.promote_types(boxes.dtype, scores.dtype)
    dtype = torch.promote_types(dtype, torch.float32)
    far_corner = boxes.new_tensor([0, 0, offset, offset], dtype=dtype)
    return torchvision.ops.nms(
        boxes.to(dtype) + far_corner, scores.to(dtype), iou_threshold
    )


def roi_align_forward(
    input: Tensor,
    rois: Tensor,
    output: Tensor,
    argmax_y: Tensor,
    argmax_x: Tensor,
    aligned_height: int,
    aligned_width: int,
    spatial_scale: float,
    sampling_ratio: int,
    pool_mode: int,
    aligned: bool,
) -> None:
    """Pool each box into a grid by averaging bilinear samples.

    Args:
        input: Feature map of shape [B, C, H, W].
        rois: Boxes (image index, x1, y1, x2, y2) of shape [N, 5].
        output: Receives the result, [N, C, aligned_height, aligned_width].
        argmax_y: Unused; only for max pooling.
        argmax_x: Unused; only for max pooling.
        aligned_height: Rows of the grid.
        aligned_width: Columns of the grid.
        spatial_scale: Feature map pixels per unit of ``rois``.
        sampling_ratio: Samples per cell and axis; 0 adapts to the box.
        pool_mode: 0 for max, 1 for average.
        aligned: Whether pixel centers lie at half-integers.

    Raises:
        NotImplementedError: For max pooling.
    """
    _require_average(pool_mode)
    output.copy_(
        torch.ops.torchvision.roi_align(
            input,
            rois,
            spatial_scale,
            aligned_height,
            aligned_width,
            sampling_ratio,
            aligned,
        )
    )


def roi_align_backward(
    grad_output: Tensor,
    rois: Tensor,
    argmax_y: Tensor,
    argmax_x: Tensor,
    grad_input: Tensor,
    aligned_height: int,
    aligned_width: int,
    spatial_scale: float,
    sampling_ratio: int,
    pool_mode: int,
    aligned: bool,
) -> None:
    """Write the gradient of :func:`roi_align_forward` into ``grad_input``.

    Args:
        grad_output: Gradient of the output, [N, C, height, width].
        grad_input: Receives the gradient of the input, [B, C, H, W].
        rois, argmax_y, argmax_x, aligned_height, aligned_width,
        spatial_scale, sampling_ratio, pool_mode, aligned: As in the forward pass.

    Raises:
        NotImplementedError: For max pooling.
    """
    _require_average(pool_mode)
    grad_input.copy_(
        torch.ops.torchvision._roi_align_backward(
            grad_output,
            rois,
            spatial_scale,
            aligned_height,
            aligned_width,
            *grad_input.shape,
            sampling_ratio,
            aligned,
        )
    )


def get_compiler_version() -> str:
    """Name the C++ compiler of the operators, for environment reports."""
    return 'n/a'


def get_compiling_cuda_version() -> str:
    """Name the CUDA version of the operators, for environment reports."""
    return 'n/a'


def __getattr__(name: str) -> Callable[..., NoReturn]:
    """Return a function that raises, in place of an operator of the full mmcv."""
    if name.startswith('_'):
        raise AttributeError(f'module {__name__!r} has no attribute {name!r}')

    def missing(*args: object, **kwargs: object) -> NoReturn:
        _raise_missing(name)

    return missing


def _require_average(pool_mode: int) -> None:
    if pool_mode != AVERAGE_POOLING:
        _raise_missing("roi_align with pool_mode='max'")


def _raise_missing(operator: str) -> NoReturn:
    raise NotImplementedError(
        f'The mmcv operator {operator} needs compiled code, which mmcv-lite does not '
        "have; poseur supplies only nms and roi_align with pool_mode='avg'. Replace "
        'mmcv-lite by a full mmcv built for torch '
        f'{torch.__version__} (CUDA: {torch.version.cuda or "none"}): '
        '`pip uninstall mmcv-lite`, then `pip install mmcv==2.1.0`, which compiles '
        'mmcv and needs a C++ compiler (and nvcc for CUDA).'
    )
