"""Whole programs, from image files with boxes to keypoints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import cv2
import mmpose
import numpy as np
import torch
from mmengine.config import Config
from mmengine.structures import InstanceData
from mmpose.apis import MMPoseInferencer, init_model

from poseur.apis import PoseurInferencer
from poseur.deploy.runner import OnnxPoseur

from .backends import ModelBackends

PEER = (
    'body_2d_keypoint/topdown_regression/coco/'
    'td-reg_res50_rle-8xb64-210e_coco-256x192.py'
)
Program = Callable[[], object]


class Scene(NamedTuple):
    """An image file with several people.

    Attributes:
        path: The file.
        boxes: Corners ``[N, 4]`` in pixels.
    """

    path: Path
    boxes: np.ndarray


class KnownBoxes:
    """Stands in for mmdet's detector: boxes that cost nothing.

    Args:
        scenes: Images with their boxes.
    """

    def __init__(self, scenes: Sequence[Scene]) -> None:
        self.boxes = {str(scene.path): scene.boxes for scene in scenes}

    def __call__(self, path: str, return_datasamples: bool) -> dict:
        """What mmdet's inferencer returns for an image."""
        boxes = torch.from_numpy(self.boxes[path])
        found = InstanceData(bboxes=boxes, scores=torch.ones(len(boxes)))
        found.labels = torch.zeros(len(boxes), dtype=torch.long)
        return dict(predictions=[SimpleNamespace(pred_instances=found)])


def make_scenes(folder: Path, images: int, people: int) -> list[Scene]:
    """Images of 640x480 without content, and boxes side by side."""
    generator = np.random.default_rng(0)
    width = 640 / people
    lefts = np.arange(people) * width
    boxes = np.stack([lefts, lefts * 0 + 40, lefts + width - 4, lefts * 0 + 440], 1)
    folder.mkdir()
    scenes = []
    for index in range(images):
        coarse = generator.integers(0, 256, (12, 16, 3), np.uint8)
        path = folder / f'{index}.jpg'
        cv2.imwrite(str(path), cv2.resize(coarse, (640, 480)))
        scenes.append(Scene(path, boxes.astype(np.float32)))
    return scenes


def people_programs(
    models: dict[str, tuple[Config, ModelBackends]],
    scenes: Sequence[Scene],
    flip_test: bool,
    threads: int,
    folder: Path,
) -> dict[str, Program]:
    """Mmpose's inferencer first, then ours in each backend.

    Args:
        models: Config and backends by the name of the backbone.
        scenes: What all of them process.
        flip_test: Whether all of them predict mirror images too.
        threads: Threads of ONNX Runtime.
        folder: Where the weights of mmpose's model go.
    """
    programs = {
        'MMPoseInferencer, RLE ResNet-50': mmpose_program(scenes, flip_test, folder)
    }
    for name, (cfg, backends) in models.items():
        infer = PoseurInferencer(
            cfg, backends.checkpoint, 'cpu', batch_size=8, flip_test=flip_test
        )
        programs[f'PoseurInferencer, {name}'] = inferencer_program(infer, scenes)
        for arithmetic, path in backends.files.items():
            runner = OnnxPoseur(path, threads=threads, flip_test=flip_test)
            programs[f'OnnxPoseur {arithmetic}, {name}'] = runner_program(
                runner, scenes
            )
    return programs


def mmpose_program(scenes: Sequence[Scene], flip_test: bool, folder: Path) -> Program:
    """Mmpose's inferencer with its RLE model of random weights."""
    config = Path(mmpose.__file__).parent / '.mim' / 'configs' / PEER
    no_weights = {'model.backbone.init_cfg': None}
    model = init_model(str(config), device='cpu', cfg_options=no_weights)
    weights = folder / 'rle.pth'
    torch.save(dict(state_dict=model.state_dict()), weights)
    peer = MMPoseInferencer(
        str(config), str(weights), device='cpu', det_model='whole_image'
    )
    peer.inferencer.model.test_cfg['flip_test'] = flip_test
    peer.inferencer.detector = KnownBoxes(scenes)
    peer.inferencer.det_cat_ids = (0,)
    paths = [str(scene.path) for scene in scenes]
    return lambda: list(peer(paths, batch_size=len(scenes)))


def inferencer_program(infer: PoseurInferencer, scenes: Sequence[Scene]) -> Program:
    """Our inferencer on PyTorch."""
    paths = [str(scene.path) for scene in scenes]
    boxes = [scene.boxes for scene in scenes]
    return lambda: infer(paths, boxes=boxes)


def runner_program(runner: OnnxPoseur, scenes: Sequence[Scene]) -> Program:
    """Our runner on ONNX Runtime."""
    return lambda: [runner(*scene) for scene in scenes]
