"""The camera, and painting of meshes into an index buffer, back to front.

Every quad gets a running index. What the image shows at a pixel (color, person,
part, depth) is looked up from the index that was painted last.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .surface import PART_INDEX, Mesh

SUPERSAMPLING = 2
# Fractional bits of the coordinates that OpenCV gets.
_SHIFT = 4


@dataclass(frozen=True)
class Camera:
    """A perspective camera that looks at a person's pelvis.

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
            Pixel coordinates (..., 2), where integers are pixel centers, and nearness
            (...), in meters toward the camera.
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


class Canvas:
    """A supersampled buffer of surface indices and their attributes.

    Args:
        width: Image width in pixels.
        height: Image height in pixels.
    """

    def __init__(self, width: int, height: int) -> None:
        self.size = (width, height)
        self.index = np.zeros((height * SUPERSAMPLING, width * SUPERSAMPLING), np.int32)
        # The first entry of each attribute is that of the background, index 0.
        self._colors = [np.zeros((1, 3), np.uint8)]
        self._owners = [np.full(1, -1, np.int8)]
        self._parts = [np.full(1, -1)]
        self._nearness = [np.full(1, -np.inf)]
        self._count = 1

    def paint(
        self,
        polygons: np.ndarray,
        colors: np.ndarray,
        owners: np.ndarray,
        parts: np.ndarray,
        nearness: np.ndarray,
    ) -> None:
        """Paint convex polygons over everything so far, in the given order.

        Args:
            polygons: Pixel coordinates of the corners, (Q, N, 2).
            colors: Blue, green, red, (Q, 3).
            owners: Person numbers, -1 for objects, (Q,).
            parts: Indices into ``surface.PARTS``, (Q,).
            nearness: Meters toward the camera within the owner, (Q,).
        """
        offset = 0.5 * (SUPERSAMPLING - 1)
        fixed = (polygons * SUPERSAMPLING + offset) * (1 << _SHIFT)
        fixed = np.rint(fixed).astype(np.int32)
        index, fill = self.index, cv2.fillConvexPoly
        for number, polygon in enumerate(fixed, self._count):
            fill(index, polygon, (number,), cv2.LINE_8, _SHIFT)
        self._count += len(fixed)
        self._colors.append(np.clip(colors, 0, 255).astype(np.uint8))
        self._owners.append(owners.astype(np.int8))
        self._parts.append(parts)
        self._nearness.append(nearness)

    def lookup(self, name: str) -> np.ndarray:
        """Return an attribute of every index: colors, owners, parts or nearness."""
        return np.concatenate(getattr(self, f'_{name}'))

    def composite(self, background: np.ndarray) -> np.ndarray:
        """Paint over a background, uint8 BGR (H, W, 3), with anti-aliased edges."""
        large = self.index.shape[::-1]
        below = cv2.resize(background, large, interpolation=cv2.INTER_LINEAR)
        above = np.take(self.lookup('colors'), self.index, axis=0)
        cv2.copyTo(above, (self.index > 0).astype(np.uint8), below)
        return cv2.resize(below, self.size, interpolation=cv2.INTER_AREA)


def shade(quads: np.ndarray, colors: np.ndarray, light: np.ndarray) -> np.ndarray:
    """Shade quads in camera axes by diffuse lighting.

    Args:
        quads: Corners in camera axes, (Q, 4, 3).
        colors: Surface colors, (Q, 3).
        light: Unit vector to the light, (3,).

    Returns:
        Shaded colors, (Q, 3).
    """
    normal = np.cross(quads[:, 2] - quads[:, 0], quads[:, 3] - quads[:, 1])
    length = np.linalg.norm(normal, axis=1, keepdims=True)
    normal = normal / np.maximum(length, 1e-12)
    lambert = np.clip(normal @ light, 0, 1)
    facing = np.clip(normal[:, 2], 0, 1)
    sky = 0.5 + 0.5 * normal[:, 1]
    level = 0.30 + 0.14 * sky + 0.22 * facing + 0.50 * lambert
    return colors * level[:, None]


def paint_mesh(
    canvas: Canvas, mesh: Mesh, camera: Camera, owner: int, light: np.ndarray
) -> None:
    """Paint the quads of a mesh that face the camera, farthest first."""
    pixels, _ = camera.project(mesh.quads)
    a, b = pixels[:, 2] - pixels[:, 0], pixels[:, 3] - pixels[:, 1]
    front = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0] < 0
    seen = mesh.quads[front] @ camera.view.T
    nearness = 0.5 * (seen[:, 0, 2] + seen[:, 2, 2])
    order = np.argsort(nearness + mesh.lift[front], kind='stable')
    colors = shade(seen, mesh.colors[front], light)
    parts = mesh.parts[front][order]
    owners = np.where(parts == PART_INDEX['object'], -1, owner)
    canvas.paint(pixels[front][order], colors[order], owners, parts, nearness[order])
