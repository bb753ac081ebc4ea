"""Composition of a picture: who stands where, the light, what is in front."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .camera import Camera
from .config import SyntheticPeopleConfig
from .foreground import Foreground
from .kinematics import rotation
from .person import Person, sample_person
from .sampling import chance, choose
from .surface import PART_INDEX, Mesh, person_mesh

# Meters; smaller people than this look small in the picture.
_SHORTEST = 1.45


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

    @property
    def on_ground(self) -> bool:
        """Whether the person is not in the air."""
        return self.person.pose.legs != 'jump'

    def feet(self) -> np.ndarray:
        """Left, right and lower border of what touches the ground, (3,)."""
        joints, _ = self.camera.project(self.person.joints)
        low = joints[joints[:, 1] > self.box[3] - 0.15 * self.camera.scale]
        low = low if len(low) else joints
        margin = 0.06 * self.camera.scale
        return np.array(
            [low[:, 0].min() - margin, low[:, 0].max() + margin, self.box[3]]
        )


def _camera_tilt(rng: np.random.Generator) -> np.ndarray:
    """Common camera rotation of a scene: some pitch, little roll."""
    return rotation('z', rng.normal(0, 2.5)) @ rotation('x', rng.uniform(-4, 20))


def _place(
    rng: np.random.Generator,
    cfg: SyntheticPeopleConfig,
    tilt: np.ndarray,
    slot: float,
    crowd: int,
) -> PlacedPerson:
    """Draw a person and put its feet near the picture's lower border.

    Args:
        rng: Source of randomness.
        cfg: Options of the pictures.
        tilt: Camera rotation, (3, 3).
        slot: Column to stand at.
        crowd: Number of people to be drawn; many are drawn smaller.
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
    wanted = np.array([slot - 0.5 * (box[0] + box[2]), ground * cfg.height - box[3]])
    shift = _keep_inside(rng, cfg, wanted, box)
    camera = Camera(tilt, scale, distance, tuple(shift))
    return PlacedPerson(person, mesh, camera, box + np.tile(shift, 2))


def _keep_inside(
    rng: np.random.Generator,
    cfg: SyntheticPeopleConfig,
    shift: np.ndarray,
    box: np.ndarray,
) -> np.ndarray:
    """Shift a body into the picture, or now and then across its border."""
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
    """Intersection over the smaller of two boxes."""
    size = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
    smaller = min(np.prod(a[2:] - a[:2]), np.prod(b[2:] - b[:2]))
    return float(np.prod(np.maximum(size, 0)) / smaller)


def _sample_people(
    rng: np.random.Generator, cfg: SyntheticPeopleConfig
) -> list[PlacedPerson]:
    """Draw the scene's people, the farthest first."""
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


@dataclass
class Layout:
    """What is in a picture besides the background.

    Attributes:
        people: From the farthest to the nearest.
        light: Unit vector to the light in camera axes, (3,).
        foreground: A thing in front of everybody, if any.
    """

    people: list[PlacedPerson]
    light: np.ndarray
    foreground: Foreground | None


def sample_layout(rng: np.random.Generator, cfg: SyntheticPeopleConfig) -> Layout:
    """Draw people, light and foreground of a picture."""
    light = np.array([rng.uniform(-0.8, 0.8), rng.uniform(0.3, 1), 0.6])
    people = _sample_people(rng, cfg)
    in_front = chance(rng, cfg.foreground)
    return Layout(
        people,
        light / np.linalg.norm(light),
        Foreground(rng, cfg) if in_front else None,
    )
