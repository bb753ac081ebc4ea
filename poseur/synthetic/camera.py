"""The perspective camera."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Camera:
    """Perspective camera that looks at a person's pelvis.

    Attributes:
        view: World to camera rotation, (3, 3); x right, y up, z to the viewer.
        scale: Pixels per meter at the depth of the pelvis.
        distance: Distance of the pelvis in meters.
        center: Pixel of the pelvis, (2,).
    """

    view: np.ndarray
    scale: float
    distance: float
    center: tuple[float, float] = (0.0, 0.0)

    def project(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Project world points.

        Args:
            points: Meters relative to the pelvis, (..., 3).

        Returns:
            tuple: Pixel coordinates (..., 2), where integers are pixel
            centers, and nearness (..., ) in meters towards the camera.
        """
        seen = points @ self.view.T
        factor = (
            self.scale * self.distance / np.maximum(self.distance - seen[..., 2], 0.2)
        )
        pixels = np.stack(
            [
                self.center[0] + factor * seen[..., 0],
                self.center[1] - factor * seen[..., 1],
            ],
            -1,
        )
        return pixels, seen[..., 2]
