"""Composition of a picture: where people stand and what hides them."""
from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from .appearance import sample_colour
from .background import draw_background
from .config import SyntheticPeopleConfig
from .keypoints import COCO_NAMES
from .kinematics import Camera, rotation
from .mesh import PART_INDEX, Mesh
from .person import Person, sample_person
from .renderer import Canvas, paint_mesh
from .visibility import VISIBLE, keypoint_visibility

SPLITS = ('train', 'val')
_FEWEST_VISIBLE = 3


@dataclass
class PlacedPerson:
    """A person with the camera that puts it into the picture.

    Attributes:
        person: The person.
        mesh: Its surface.
        camera: Projection to pixels.
        box: Left, top, right, bottom of the whole body, also of hidden parts
            and of parts outside the picture.
    """
    person: Person
    mesh: Mesh
    camera: Camera
    box: np.ndarray


@dataclass
class Scene:
    """A rendered picture and what is known about its people.

    Attributes:
        image: Blue, green, red bytes, (H, W, 3).
        people: From the farthest to the nearest.
        keypoints: COCO keypoints per person, (P, 17, 3): x, y, flag.
        masks: Visible pixels per person at twice the size, (P, 2H, 2W).
    """
    image: np.ndarray
    people: list[PlacedPerson]
    keypoints: np.ndarray = field(repr=False)
    masks: np.ndarray = field(repr=False)


def _camera_tilt(rng: np.random.Generator) -> np.ndarray:
    """Common camera rotation of a scene: some pitch, little roll."""
    return rotation('z', rng.normal(0, 2.5)) @ rotation(
        'x', rng.uniform(-4, 20))


def _place(rng: np.random.Generator, cfg: SyntheticPeopleConfig,
           tilt: np.ndarray, slot: float, crowd: int) -> PlacedPerson:
    """Draw a person and put its feet near the picture's lower border."""
    person = sample_person(rng)
    mesh = person.mesh()
    low, high = cfg.person_height
    tall = rng.uniform(low, high - 0.06 * (crowd - 1)) * cfg.height
    scale = tall / max(person.build.stature, 1.45)
    distance = rng.uniform(3.0, 7.0)
    flat, _ = Camera(tilt, scale, distance).project(mesh.quads.reshape(-1, 3))
    left, top = flat.min(0)
    right, bottom = flat.max(0)
    ground = cfg.height * (0.97 - 0.35 * (high - tall / cfg.height)
                           + rng.normal(0, 0.02))
    if person.pose.legs == 'jump':
        ground -= rng.uniform(0.03, 0.12) * cfg.height
    shift = np.array([slot - 0.5 * (left + right), ground - bottom])
    shift = _keep_inside(rng, cfg, shift, np.array([left, top, right, bottom]))
    camera = Camera(tilt, scale, distance, tuple(shift))
    return PlacedPerson(person, mesh, camera,
                        np.array([left, top, right, bottom]) + np.tile(shift, 2))


def _keep_inside(rng: np.random.Generator, cfg: SyntheticPeopleConfig,
                 shift: np.ndarray, box: np.ndarray) -> np.ndarray:
    """Move a body into the picture, or now and then across its border."""
    low = 2 - box[:2]
    high = np.array([cfg.width, cfg.height]) - 2 - box[2:]
    shift = np.clip(shift, np.minimum(low, high), np.maximum(low, high))
    if rng.random() < cfg.truncation:
        size = box[2:] - box[:2]
        out = rng.uniform(0.1, 0.4)
        if rng.random() < 0.5:
            shift[1] = high[1] + out * size[1]
        elif rng.random() < 0.5:
            shift[0] = low[0] - out * size[0]
        else:
            shift[0] = high[0] + out * size[0]
    return shift


def _overlap(a: np.ndarray, b: np.ndarray) -> float:
    """Intersection over the smaller of two boxes."""
    size = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
    smaller = min(np.prod(a[2:] - a[:2]), np.prod(b[2:] - b[:2]))
    return float(np.prod(np.maximum(size, 0)) / smaller)


def _sample_people(rng: np.random.Generator,
                   cfg: SyntheticPeopleConfig) -> list[PlacedPerson]:
    """Draw the scene's people, the farthest first."""
    weights = np.asarray(cfg.people_weights, float)
    count = 1 + int(rng.choice(len(weights), p=weights / weights.sum()))
    tilt = _camera_tilt(rng)
    people: list[PlacedPerson] = []
    for k in range(count):
        slot = cfg.width * (k + 0.5 + rng.normal(0, 0.22)) / count
        placed = _place(rng, cfg, tilt, slot, count)
        if all(_overlap(placed.box, p.box) < cfg.max_overlap for p in people):
            people.append(placed)
    return sorted(people, key=lambda p: p.camera.scale)


def _foreground_shapes(rng: np.random.Generator, cfg: SyntheticPeopleConfig
                       ) -> tuple[np.ndarray, np.ndarray]:
    """A post, a box or a bush as polygons (Q, 4, 2) with colours (Q, 3)."""
    width, height = cfg.width, cfg.height
    x = rng.uniform(0.05, 0.95) * width
    kind = rng.integers(3)
    if kind == 2:
        count, spread = 70, rng.uniform(0.05, 0.1) * height
        centres = (x, height) + rng.normal(0, spread, (count, 2)) * (1.6, 1.2)
        turn = rng.uniform(0, np.pi, (count, 1)) + np.arange(4) * np.pi / 2
        length = np.where(np.arange(4) % 2, 0.010, 0.032) * height
        leaf = np.stack([np.cos(turn), np.sin(turn)], 2) * length[:, None]
        shapes = centres[:, None] + leaf
    else:
        half = width * (rng.uniform(0.012, 0.03) if kind == 0
                        else rng.uniform(0.08, 0.2))
        top = -5 if kind == 0 else height * rng.uniform(0.7, 0.88)
        shapes = np.array([[[x - half, top], [x + half, top],
                            [x + half, height + 5], [x - half, height + 5]]])
    shades = rng.uniform(0.7, 1.1, (len(shapes), 1))
    return shapes, sample_colour(rng) * shades


def _paint(cfg: SyntheticPeopleConfig, people: list[PlacedPerson],
           light: np.ndarray, foreground: tuple | None) -> Canvas:
    """Paint people and foreground, the nearest last."""
    canvas = Canvas(cfg.width, cfg.height)
    for owner, placed in enumerate(people):
        paint_mesh(canvas, placed.mesh, placed.camera, owner, light)
    if foreground is not None:
        shapes, colours = foreground
        canvas.paint(shapes, colours, -1,
                     np.full(len(shapes), PART_INDEX['object']),
                     np.full(len(shapes), np.inf))
    return canvas


def _keypoints(canvas: Canvas, people: list[PlacedPerson]) -> np.ndarray:
    """COCO keypoints of all people, (P, 17, 3)."""
    keypoints = np.zeros((len(people), len(COCO_NAMES), 3))
    for owner, placed in enumerate(people):
        keypoints[owner, :, :2], keypoints[owner, :, 2] = keypoint_visibility(
            canvas, placed.person, owner, placed.camera, COCO_NAMES)
    return keypoints


def _compose(cfg: SyntheticPeopleConfig, people: list[PlacedPerson],
             light: np.ndarray, foreground: tuple | None
             ) -> tuple[Canvas, list[PlacedPerson], np.ndarray]:
    """Paint the scene, leaving out people of whom next to nothing is seen.

    A lone person that the foreground hides is shown without the foreground.
    """
    while True:
        canvas = _paint(cfg, people, light, foreground)
        keypoints = _keypoints(canvas, people)
        seen = (keypoints[..., 2] == VISIBLE).sum(1) >= _FEWEST_VISIBLE
        if seen.all():
            return canvas, people, keypoints
        if len(people) > 1:
            people = [p for p, s in zip(people, seen) if s] or people[-1:]
        elif foreground is None:
            return canvas, people, keypoints
        else:
            foreground = None


def _finish(rng: np.random.Generator, picture: np.ndarray) -> np.ndarray:
    """Exposure, tint and sensor noise."""
    gain = rng.uniform(0.82, 1.12) * rng.normal(1, 0.03, 3)
    noise = np.empty(picture.shape, np.int16)
    cv2.setRNGSeed(int(rng.integers(1 << 31)))
    cv2.randn(noise, 0, float(rng.uniform(1, 5)))
    return np.clip(picture * gain + noise, 0, 255).astype(np.uint8)


def render_scene(seed: int, index: int,
                 cfg: SyntheticPeopleConfig | None = None,
                 split: str = 'train') -> Scene:
    """Render one picture, determined by its arguments alone.

    Args:
        seed: Seed of the dataset, not negative.
        index: Number of the picture in its split, not negative.
        cfg: Options; the defaults if not given.
        split: ``'train'`` or ``'val'``.

    Returns:
        Scene: Picture and annotations.

    Raises:
        ValueError: If the split is unknown or a number negative.
    """
    if split not in SPLITS:
        raise ValueError(f'unknown split {split!r}; use one of {SPLITS}')
    if seed < 0 or index < 0:
        raise ValueError(f'seed={seed}, index={index}: both must be >= 0')
    cfg = cfg or SyntheticPeopleConfig()
    rng = np.random.default_rng([seed, SPLITS.index(split), index])
    people = _sample_people(rng, cfg)
    horizon = rng.uniform(0.45, 0.8) * cfg.height
    background = draw_background(rng, cfg.width, cfg.height, horizon)
    light = np.array([rng.uniform(-0.8, 0.8), rng.uniform(0.3, 1), 0.6])
    light /= np.linalg.norm(light)
    foreground = None
    if rng.random() < cfg.foreground:
        foreground = _foreground_shapes(rng, cfg)
    canvas, people, keypoints = _compose(cfg, people, light, foreground)
    image = _finish(rng, canvas.picture(background))
    owners = canvas.lookup('owners')[canvas.index]
    masks = np.stack([owners == owner for owner in range(len(people))])
    return Scene(image, people, keypoints, masks)
