"""Small synthetic datasets and posed people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from poseur.synthetic import write_dataset
from poseur.synthetic.appearance import sample_outfit
from poseur.synthetic.composition import PlacedPerson
from poseur.synthetic.person import Person
from poseur.synthetic.pose import Pose
from poseur.synthetic.renderer import Camera
from poseur.synthetic.skeleton import (
    BONE_INDEX,
    BONES,
    Build,
    forward_kinematics,
    rest_offsets,
    rotation,
)
from poseur.synthetic.surface import person_mesh

NUM_TRAIN, NUM_VAL, SEED = 10, 14, 3


@pytest.fixture(scope='session')
def synthetic_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a dataset of a few images in one process."""
    folder = tmp_path_factory.mktemp('synthetic') / 'data'
    write_dataset(folder, NUM_TRAIN, NUM_VAL, SEED, workers=1)
    return folder


@pytest.fixture
def standing() -> Callable[..., PlacedPerson]:
    """Return a factory of people who stand still, arms a little apart."""

    def make(yaw: float, center: tuple[float, float] = (64, 64)) -> PlacedPerson:
        build, angles = Build(), np.zeros((len(BONES), 3))
        for side in 'lr':
            angles[BONE_INDEX[f'{side}_upper_arm']] = 14, 90, 0
        offsets = rest_offsets(build)
        pose = Pose(angles, rotation('y', yaw), 'stand')
        joints, frames = forward_kinematics(offsets, angles, pose.root)
        outfit = sample_outfit(np.random.default_rng(1))
        object.__setattr__(outfit, 'hair_style', 'bald')
        object.__setattr__(outfit, 'hat', 'none')
        person = Person(build, pose, outfit, None, offsets, joints, frames)
        mesh, camera = person_mesh(person), Camera(np.eye(3), 60.0, 5.0, center)
        pixels, _ = camera.project(mesh.quads.reshape(-1, 3))
        return PlacedPerson(
            person, mesh, camera, np.concatenate([pixels.min(0), pixels.max(0)])
        )

    return make
