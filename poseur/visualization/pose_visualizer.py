"""The visualizer of poses in all configs."""

from __future__ import annotations

from typing import Any

import numpy as np
from mmpose.registry import VISUALIZERS
from mmpose.visualization import PoseLocalVisualizer


@VISUALIZERS.register_module()
class PoseurVisualizer(PoseLocalVisualizer):
    """mmpose's ``PoseLocalVisualizer`` for any version of NumPy.

    Arguments are those of :class:`mmpose.visualization.PoseLocalVisualizer`.
    """

    def draw_circles(self, center: np.ndarray, radius: Any, **kwargs: Any) -> None:
        """Draw a keypoint.

        mmpose gives the radius as an array of one element and makes an ``int`` of it,
        which NumPy 2.4 refuses.

        Args:
            center: Its position ``[2]`` in pixels.
            radius: The radius in pixels, as a number or an array of one element.
            **kwargs: Colors and transparency.
        """
        if self.backend == 'opencv':
            radius = np.asarray(radius).item()
        super().draw_circles(center, radius, **kwargs)
