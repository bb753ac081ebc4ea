"""Renderer of synthetic people: deterministic images with keypoint annotations.

1. `composition` places people in a scene; each has a build and an outfit (`person`).
2. `pose` draws joint angles and `skeleton` turns them into bone frames.
3. `surface` wraps the bones in a mesh of body, clothes and hair.
4. `renderer` paints the meshes back to front over a `background`; `scene` joins it all.
5. `keypoints` and `annotations` read labels off the painting; `writer` saves a dataset.

The package needs NumPy, OpenCV and SciPy only.
"""

from .config import SyntheticPeopleConfig
from .scene import Scene, render_scene
from .writer import GENERATOR_VERSION, write_dataset

__all__ = [
    'GENERATOR_VERSION',
    'Scene',
    'SyntheticPeopleConfig',
    'render_scene',
    'write_dataset',
]
