"""Inference of one model in several backends, on crops and on whole images.

Backends are PyTorch's modes and ONNX Runtime. Pipelines lead from image files with
boxes to keypoints.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import cv2
import mmpose
import numpy as np
import torch
from mmengine.config import Config
from mmengine.structures import InstanceData
from mmpose.apis import MMPoseInferencer, init_model
from torch import Tensor, nn

from poseur.apis import PoseurInferencer
from poseur.config import build_model, dataset_metainfo
from poseur.deploy.export import (
    build_graph,
    build_metadata,
    quantize_backbone,
    to_onnx,
)
from poseur.deploy.export.onnx_file import example_crops
from poseur.deploy.export.predictors import onnx_predictor, predict_with_torch
from poseur.deploy.metadata import ModelMetadata
from poseur.deploy.runner import OnnxPoseur

from .timing import Work

#: mmpose's own model that the pipelines are compared with.
PEER = (
    'body_2d_keypoint/topdown_regression/coco/'
    'td-reg_res50_rle-8xb64-210e_coco-256x192.py'
)
Predict = Callable[[np.ndarray], object]


class ModelBackends(NamedTuple):
    """A model with random weights, ready to run in several backends.

    Attributes:
        metadata: Metadata of the exported files.
        checkpoint: File of the weights.
        files: Exported files by precision, ``'float32'`` and ``'int8'``.
        predict: Functions of crops, uint8 ``[B, H, W, 3]``, by backend.
    """

    metadata: ModelMetadata
    checkpoint: Path
    files: dict[str, Path]
    predict: dict[str, Predict]


def build_backends(cfg: Config, folder: Path, compiled: bool) -> ModelBackends:
    """Build, export and quantize a model.

    Args:
        cfg: Config of the model. Pretrained weights are not loaded.
        folder: Folder to create for the files.
        compiled: Whether to add ``torch.compile`` to the backends.
    """
    cfg.model.backbone.init_cfg = None
    model = build_model(cfg).eval()
    metadata = build_metadata(cfg, model, dataset_metainfo(cfg))
    content = to_onnx(build_graph(model, metadata), metadata)
    crops = example_crops(metadata, 4).numpy()  # their ranges do not affect the time
    quantized, _ = quantize_backbone(content, crops, metadata)
    folder.mkdir()
    checkpoint = folder / 'model.pth'
    torch.save(dict(state_dict=model.state_dict()), checkpoint)
    files = dict(float32=folder / 'float32.onnx', int8=folder / 'int8.onnx')
    files['float32'].write_bytes(content)
    files['int8'].write_bytes(quantized)

    def in_torch(module: nn.Module) -> Predict:
        return lambda crops: predict_with_torch(
            module, torch.from_numpy(crops), metadata
        )

    nhwc: Any = deepcopy(model)
    nhwc.to(memory_format=torch.channels_last)
    predict: dict[str, Predict] = {
        'PyTorch eager': in_torch(model),
        'channels_last': in_torch(nhwc),
    }
    if compiled:
        predict['torch.compile'] = compile_graph(build_graph(model, metadata))
    predict['ONNX Runtime float32'] = onnx_predictor(content)
    predict['ONNX Runtime int8'] = onnx_predictor(quantized)
    return ModelBackends(metadata, checkpoint, files, predict)


def compile_graph(graph: nn.Module) -> Predict:
    """Compile a graph with ``torch.compile``.

    Each batch size is compiled separately, which needs a C++ compiler and takes
    minutes.
    """
    compiled = torch.compile(graph, dynamic=False, options=dict(freezing=True))

    def predict(crops: np.ndarray) -> tuple[Tensor, ...]:
        with torch.no_grad():
            return compiled(torch.from_numpy(crops))

    return predict


class Scene(NamedTuple):
    """An image file with several people.

    Attributes:
        path: The file.
        boxes: Corners ``[N, 4]`` in pixels.
    """

    path: Path
    boxes: np.ndarray


def make_scenes(folder: Path, images: int, instances: int) -> list[Scene]:
    """Write images of 640x480 with random content, and return them with boxes.

    Args:
        folder: Folder to create for the images.
        images: Number of images.
        instances: Number of boxes in each, next to one another.
    """
    generator = np.random.default_rng(0)
    width = 640 / instances
    lefts = np.arange(instances) * width
    boxes = np.stack([lefts, lefts * 0 + 40, lefts + width - 4, lefts * 0 + 440], 1)
    folder.mkdir()
    scenes = []
    for index in range(images):
        coarse = generator.integers(0, 256, (12, 16, 3), np.uint8)
        path = folder / f'{index}.jpg'
        cv2.imwrite(str(path), cv2.resize(coarse, (640, 480)))
        scenes.append(Scene(path, boxes.astype(np.float32)))
    return scenes


def build_pipelines(
    models: dict[str, tuple[Config, ModelBackends]],
    scenes: Sequence[Scene],
    flip_test: bool,
    threads: int,
    folder: Path,
) -> dict[str, Work]:
    """Build mmpose's inferencer, and ours in each backend.

    Args:
        models: Config and backends by the name of the backbone.
        scenes: Images that each pipeline processes when it is called.
        flip_test: Whether to predict mirrored images in addition.
        threads: Threads of ONNX Runtime.
        folder: Folder for the weights of mmpose's model.

    Returns:
        Pipelines by name, mmpose's first.
    """
    pipelines = {
        'MMPoseInferencer, RLE ResNet-50': mmpose_pipeline(scenes, flip_test, folder)
    }
    for name, (cfg, backends) in models.items():
        infer = PoseurInferencer(
            cfg, backends.checkpoint, 'cpu', batch_size=8, flip_test=flip_test
        )
        pipelines[f'PoseurInferencer, {name}'] = inferencer_pipeline(infer, scenes)
        for precision, path in backends.files.items():
            runner = OnnxPoseur(path, threads=threads, flip_test=flip_test)
            pipelines[f'OnnxPoseur {precision}, {name}'] = runner_pipeline(
                runner, scenes
            )
    return pipelines


class KnownBoxes:
    """Stand-in for mmdet's detector that returns known boxes at no cost.

    Args:
        scenes: Images with their boxes.
    """

    def __init__(self, scenes: Sequence[Scene]) -> None:
        self.boxes = {str(scene.path): scene.boxes for scene in scenes}

    def __call__(self, path: str, return_datasamples: bool) -> dict:
        """Return the result of mmdet's inferencer for an image."""
        boxes = torch.from_numpy(self.boxes[path])
        found = InstanceData(bboxes=boxes, scores=torch.ones(len(boxes)))
        found.labels = torch.zeros(len(boxes), dtype=torch.long)
        return dict(predictions=[SimpleNamespace(pred_instances=found)])


def mmpose_pipeline(scenes: Sequence[Scene], flip_test: bool, folder: Path) -> Work:
    """Build mmpose's inferencer with its RLE model of random weights."""
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


def inferencer_pipeline(infer: PoseurInferencer, scenes: Sequence[Scene]) -> Work:
    """Build the pipeline of our inferencer, which uses PyTorch."""
    paths = [str(scene.path) for scene in scenes]
    boxes = [scene.boxes for scene in scenes]
    return lambda: infer(paths, boxes=boxes)


def runner_pipeline(runner: OnnxPoseur, scenes: Sequence[Scene]) -> Work:
    """Build the pipeline of our runner, which uses ONNX Runtime."""
    return lambda: [runner(*scene) for scene in scenes]
