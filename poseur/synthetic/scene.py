"""Rendering of one annotated image."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from .background import cast_shadows, draw_background
from .composition import Layout, PlacedPerson, sample_layout
from .config import SyntheticPeopleConfig
from .keypoints import COCO_NAMES, VISIBLE, locate_keypoints
from .renderer import SUPERSAMPLING, Canvas, paint_mesh

SPLITS = ('train', 'val')
# A person with fewer visible keypoints or pixels is removed from the image.
_MIN_KEYPOINTS, _MIN_PIXELS = 3, 50


@dataclass
class Scene:
    """A rendered image and the labels of its people.

    Attributes:
        image: uint8 BGR, (H, W, 3).
        people: From the farthest to the nearest.
        keypoints: COCO keypoints per person, (P, 17, 3): x, y and flag, where
            integer coordinates are pixel centers.
        masks: Visible pixels per person at twice the size, bool (P, 2H, 2W).
    """

    image: np.ndarray
    people: list[PlacedPerson]
    keypoints: np.ndarray = field(repr=False)
    masks: np.ndarray = field(repr=False)


def paint_layout(cfg: SyntheticPeopleConfig, layout: Layout) -> Canvas:
    """Paint people and foreground, the nearest last."""
    canvas = Canvas(cfg.width, cfg.height)
    for owner, placed in enumerate(layout.people):
        paint_mesh(canvas, placed.mesh, placed.camera, owner, layout.light)
    if layout.foreground is not None:
        layout.foreground.paint(canvas)
    return canvas


def read_labels(
    canvas: Canvas, people: list[PlacedPerson]
) -> tuple[np.ndarray, np.ndarray]:
    """Return keypoints (P, 17, 3) and visible masks (P, 2H, 2W) of a painting."""
    keypoints = np.zeros((len(people), len(COCO_NAMES), 3))
    for owner, placed in enumerate(people):
        keypoints[owner, :, :2], keypoints[owner, :, 2] = locate_keypoints(
            canvas, placed.person, owner, placed.camera, COCO_NAMES
        )
    owners = np.take(canvas.lookup('owners'), canvas.index)
    return keypoints, owners == np.arange(len(people))[:, None, None]


def _drop_hidden(layout: Layout, keypoints: np.ndarray, masks: np.ndarray) -> bool:
    """Remove people that are almost entirely hidden.

    If all of them are, the foreground and all but the nearest person are removed.

    Returns:
        Whether anything was removed, so that the layout must be painted again.
    """
    shown = ((keypoints[..., 2] == VISIBLE).sum(1) >= _MIN_KEYPOINTS) & (
        masks.sum((1, 2)) >= _MIN_PIXELS * SUPERSAMPLING**2
    )
    if shown.all():
        return False
    if shown.any():
        layout.people = [p for p, s in zip(layout.people, shown, strict=True) if s]
        return True
    if len(layout.people) == 1 and layout.foreground is None:
        return False
    layout.people, layout.foreground = layout.people[-1:], None
    return True


def _apply_sensor(rng: np.random.Generator, image: np.ndarray) -> np.ndarray:
    """Apply exposure, tint and sensor noise.

    A scalar spread is that of the first channel, so only blue is noisy. To change that
    would change every image and need a new ``GENERATOR_VERSION``.
    """
    gain = rng.uniform(0.82, 1.12) * rng.normal(1, 0.03, 3)
    noise = np.empty(image.shape, np.int16)
    cv2.setRNGSeed(int(rng.integers(1 << 31)))
    spread = float(rng.uniform(1, 5))
    cv2.randn(noise, 0, spread)  # type: ignore[call-overload]  # stubs lack scalars
    return np.clip(image * gain + noise, 0, 255).astype(np.uint8)


def render_scene(
    seed: int,
    index: int,
    cfg: SyntheticPeopleConfig | None = None,
    split: str = 'train',
) -> Scene:
    """Render one image, which depends on the arguments alone.

    Args:
        seed: Seed of the dataset, not negative.
        index: Number of the image in its split, not negative.
        cfg: Options of the images; the defaults if None.
        split: ``'train'`` or ``'val'``.

    Raises:
        ValueError: If the split is unknown, or a number is negative.
    """
    if split not in SPLITS:
        raise ValueError(f'unknown split {split!r}; use one of {SPLITS}')
    if seed < 0 or index < 0:
        raise ValueError(f'seed={seed}, index={index}: both must be >= 0')
    cfg = cfg or SyntheticPeopleConfig()
    rng = np.random.default_rng([seed, SPLITS.index(split), index])
    layout = sample_layout(rng, cfg)
    background = draw_background(rng, cfg.width, cfg.height)
    while True:
        canvas = paint_layout(cfg, layout)
        keypoints, masks = read_labels(canvas, layout.people)
        if not _drop_hidden(layout, keypoints, masks):
            break
    feet = [p.feet() for p in layout.people if p.on_ground]
    background = cast_shadows(background, feet, rng.uniform(0.15, 0.5))
    image = _apply_sensor(rng, canvas.composite(background))
    return Scene(image, layout.people, keypoints, masks)
