"""Former comparison of the numbers of keypoints, kept for configs that name it."""

from __future__ import annotations

from mmengine.hooks import Hook
from mmpose.registry import HOOKS

from poseur.compat.deprecation import warn_without_effect


@HOOKS.register_module()
class KeypointCountCheckHook(Hook):
    """Hook without effect: ``PoseurRunner`` compares the numbers of keypoints."""

    def __init__(self) -> None:
        warn_without_effect('KeypointCountCheckHook', 'PoseurRunner checks more')
