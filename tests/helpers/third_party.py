"""Private attributes of other packages that tests rely on.

They have no public counterpart and may change with any release. Each function names the
version it holds for, and fails if the attribute no longer exists.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def _private(owner: Any, name: str) -> Any:
    assert hasattr(owner, name), (
        f'{type(owner).__name__} has no {name}; tests/helpers/third_party.py does not '
        'hold for the installed version of its package'
    )
    return getattr(owner, name)


def draw_half_bodies(
    transform: Any, visible: np.ndarray, upper: list[int], lower: list[int]
) -> list[list[int] | None]:
    """Draw the half that ``RandomHalfBody`` crops to, for each person (mmpose 1.3.2).

    Args:
        transform: The transform.
        visible: Visibility of the keypoints, ``[N, K]``.
        upper: Keypoints of the upper body.
        lower: Keypoints of the lower body.

    Returns:
        Per person the keypoints of the half, or None for the whole body.
    """
    draw = _private(transform, '_random_select_half_body')
    return draw(visible, upper, lower)


def fix_crop_offset(crop: Any, offset: tuple[int, int]) -> None:
    """Make a ``RandomCrop`` start at a given row and column (mmdet 3.3.0)."""
    _private(crop, '_rand_offset')
    crop._rand_offset = lambda margin: offset


def set_coco_entries(evaluator: Any, truth: dict, detection: dict) -> None:
    """Give a ``COCOeval`` one pair of image 1 and category 1 (xtcocotools 1.14.3)."""
    for name, entry in (('_gts', truth), ('_dts', detection)):
        _private(evaluator, name)
        setattr(evaluator, name, {(1, 1): [entry]})


def drop_worker_iterator(loader: Any) -> None:
    """End the persistent workers of a ``DataLoader`` (torch 2.11.0)."""
    _private(loader, '_iterator')
    loader._iterator = None


def resume_on_train(runner: Any) -> None:
    """Make a ``Runner`` resume although it was built without (mmengine 0.10.7)."""
    _private(runner, '_resume')
    runner._resume = True


def count_hooks(module: Any) -> int:
    """Return the number of forward hooks of an ``nn.Module`` (torch 2.11.0)."""
    return sum(
        len(_private(module, name)) for name in ('_forward_hooks', '_forward_pre_hooks')
    )
