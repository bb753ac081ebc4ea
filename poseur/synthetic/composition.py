"""Composition of an image: the people's places, the light and a foreground object."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .config import SyntheticPeopleConfig
from .person import Person, sample_person
from .renderer import Camera, Canvas
from .sampling import chance, choose, sample_color
from .skeleton import rotation
from .surface import PART_INDEX, Mesh, person_mesh

# Meters; people shorter than this appear smaller in the image.
_SHORTEST = 1.45


@dataclass
class PlacedPerson:
    """A person and the camera that places it in the image.

    Attributes:
        person: The person.
        mesh: Surface of the person.
        camera: Projection to pixels.
        box: Left, top, right, bottom of the whole body in pixels, including hidden
            parts and parts outside the image.
    """

    person: Person
    mesh: Mesh
    camera: Camera
    box: np.ndarray

    @property
    def on_ground(self) -> bool:
        """Whether the person touches the ground."""
        return self.person.pose.legs != 'jump'

    def feet(self) -> np.ndarray:
        """Return the left, right and lower border of the parts on the ground, (3,)."""
        joints, _ = self.camera.project(self.person.joints)
        low = joints[joints[:, 1] > self.box[3] - 0.15 * self.camera.scale]
        low = low if len(low) else joints
        margin = 0.06 * self.camera.scale
        return np.array(
            [low[:, 0].min() - margin, low[:, 0].max() + margin, self.box[3]]
        )


class Foreground:
    """A post, a box or a bush in front of all people.

    Args:
        rng: Source of randomness.
        cfg: Options of the images.
    """

    def __init__(self, rng: np.random.Generator, cfg: SyntheticPeopleConfig) -> None:
        draw = (_post, _box, _bush)[rng.integers(3)]
        self.shapes = draw(rng, cfg.width, cfg.height)
        shades = rng.uniform(0.7, 1.1, (len(self.shapes), 1))
        self.colors = sample_color(rng) * shades

    def paint(self, canvas: Canvas) -> None:
        """Paint over everything painted so far."""
        count = len(self.shapes)
        canvas.paint(
            self.shapes,
            self.colors,
            np.full(count, -1),
            np.full(count, PART_INDEX['object']),
            np.full(count, np.inf),
        )


@dataclass
class Layout:
    """Everything in an image except the background.

    Attributes:
        people: From the farthest to the nearest.
        light: Unit vector to the light in camera axes, (3,).
        foreground: Object in front of all people, if any.
    """

    people: list[PlacedPerson]
    light: np.ndarray
    foreground: Foreground | None


def sample_layout(rng: np.random.Generator, cfg: SyntheticPeopleConfig) -> Layout:
    """Draw people, light and foreground of an image."""
    light = np.array([rng.uniform(-0.8, 0.8), rng.uniform(0.3, 1), 0.6])
    people = _sample_people(rng, cfg)
    in_front = chance(rng, cfg.foreground)
    return Layout(
        people,
        light / np.linalg.norm(light),
        Foreground(rng, cfg) if in_front else None,
    )


def _sample_people(
    rng: np.random.Generator, cfg: SyntheticPeopleConfig
) -> list[PlacedPerson]:
    """Draw the people of a scene, the farthest first."""
    if cfg.empty and chance(rng, cfg.empty):
        return []
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


def _camera_tilt(rng: np.random.Generator) -> np.ndarray:
    """Draw the camera rotation that all people share: some pitch, little roll."""
    return rotation('z', rng.normal(0, 2.5)) @ rotation('x', rng.uniform(-4, 20))


def _place(
    rng: np.random.Generator,
    cfg: SyntheticPeopleConfig,
    tilt: np.ndarray,
    slot: float,
    crowd: int,
) -> PlacedPerson:
    """Draw a person and place its feet near the lower image border.

    Args:
        rng: Source of randomness.
        cfg: Options of the images.
        tilt: Camera rotation, (3, 3).
        slot: Column to stand at, in pixels.
        crowd: Number of people to draw; the more, the smaller.
    """
    person = sample_person(rng)
    mesh = person_mesh(person)
    low, high = cfg.person_height
    tall = rng.uniform(low, max(low, high - 0.06 * (crowd - 1)))
    scale = tall * cfg.height / max(person.build.stature, _SHORTEST)
    distance = rng.uniform(3.0, 7.0)
    body = mesh.quads[mesh.parts != PART_INDEX['object']].reshape(-1, 3)
    pixels, _ = Camera(tilt, scale, distance).project(body)
    box = np.concatenate([pixels.min(0), pixels.max(0)])
    ground = 0.97 - 0.35 * (high - tall) + rng.normal(0, 0.02)
    if person.pose.legs == 'jump':
        ground -= rng.uniform(0.03, 0.12)
    target = np.array([slot - 0.5 * (box[0] + box[2]), ground * cfg.height - box[3]])
    shift = _keep_inside(rng, cfg, target, box)
    camera = Camera(tilt, scale, distance, (shift[0], shift[1]))
    return PlacedPerson(person, mesh, camera, box + np.tile(shift, 2))


def _keep_inside(
    rng: np.random.Generator,
    cfg: SyntheticPeopleConfig,
    shift: np.ndarray,
    box: np.ndarray,
) -> np.ndarray:
    """Shift a body into the image, or occasionally across its border."""
    low = 2 - box[:2]
    high = np.array([cfg.width, cfg.height]) - 2 - box[2:]
    shift = np.clip(shift, np.minimum(low, high), np.maximum(low, high))
    if chance(rng, cfg.truncation):
        out = rng.uniform(0.1, 0.4) * (box[2:] - box[:2])
        border = choose(rng, {'bottom': 0.5, 'left': 0.25, 'right': 0.25})
        if border == 'bottom':
            shift[1] = high[1] + out[1]
        else:
            shift[0] = low[0] - out[0] if border == 'left' else high[0] + out[0]
    return shift


def _overlap(a: np.ndarray, b: np.ndarray) -> float:
    """Return the intersection of two boxes relative to the smaller box."""
    size = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
    smaller = min(np.prod(a[2:] - a[:2]), np.prod(b[2:] - b[:2]))
    return float(np.prod(np.maximum(size, 0)) / smaller)


def _rectangle(left: float, top: float, right: float, bottom: float) -> np.ndarray:
    return np.array([[[left, top], [right, top], [right, bottom], [left, bottom]]])


def _post(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    x = rng.uniform(0.05, 0.95) * width
    half = rng.uniform(0.012, 0.03) * width
    return _rectangle(x - half, -5, x + half, height + 5)


def _box(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    x = rng.uniform(0.05, 0.95) * width
    half = rng.uniform(0.08, 0.2) * width
    return _rectangle(x - half, rng.uniform(0.7, 0.88) * height, x + half, height + 5)


def _bush(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    count, spread = 70, rng.uniform(0.05, 0.1) * height
    middle = (rng.uniform(0.05, 0.95) * width, height)
    centers = middle + rng.normal(0, spread, (count, 2)) * (1.6, 1.2)
    turn = rng.uniform(0, np.pi, (count, 1)) + np.arange(4) * np.pi / 2
    reach = np.where(np.arange(4) % 2, 0.010, 0.032) * height
    leaves = np.stack([np.cos(turn), np.sin(turn)], 2) * reach[:, None]
    return centers[:, None] + leaves
