"""Timings of attention modules and whole models, always two by turns."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import NamedTuple

import torch
from mmengine.config import Config
from mmengine.structures import InstanceData
from mmpose.structures import PoseDataSample
from torch import nn

from poseur.config import build_model, crop_size
from poseur.models import EMSDA, MSDA, Memory

#: ResNet's four stages at 256x192: 4080 pixels.
SHAPES = ((64, 48), (32, 24), (16, 12), (8, 6))


class Comparison(NamedTuple):
    """Two pieces of work timed by turns.

    Attributes:
        name: The one of interest.
        milliseconds: Its median time.
        other: What it is compared with.
        other_milliseconds: The median time of that.
    """

    name: str
    milliseconds: float
    other: str
    other_milliseconds: float

    @property
    def ratio(self) -> float:
        """How many times longer the other takes."""
        return self.other_milliseconds / self.milliseconds


def compare(
    name: str,
    work: Callable[[], object],
    other: str,
    other_work: Callable[[], object],
    repeats: int,
    device: torch.device,
) -> Comparison:
    """Time two functions by turns.

    A turn is three calls, the first of which is not counted: it finds the caches full
    of the other's data, whereas a decoder calls its layers one after the other.
    """
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(repeats):
        for taken, function in zip(times, (work, other_work), strict=True):
            for call in range(3):
                start = time.perf_counter()
                function()
                if device.type == 'cuda':
                    torch.cuda.synchronize(device)
                if call:
                    taken.append(1000 * (time.perf_counter() - start))
    return Comparison(name, median(times[0]), other, median(times[1]))


def attention_speed(device: torch.device, repeats: int) -> list[Comparison]:
    """EMSDA against MSDA, and its fast sampling against ``grid_sample``."""
    emsda, msda = EMSDA().eval().to(device), MSDA().eval().to(device)
    reference = EMSDA(sampler='grid_sample').eval().to(device)

    def inputs(batch: int, queries: int) -> tuple:
        query = torch.randn(batch, queries, 256, device=device)
        points = torch.rand(batch, queries, 2, device=device)
        pixels = torch.randn(batch, 4080, 256, device=device)
        return query, query[0], points, Memory(pixels, SHAPES)

    def forward(module: nn.Module, batch: int) -> Callable[[], object]:
        arguments = inputs(batch, 17)
        return torch.no_grad()(lambda: module(*arguments))

    def backward(module: nn.Module) -> Callable[[], object]:
        arguments = inputs(8, 68)
        arguments[-1].pixels.requires_grad_()
        return lambda: module(*arguments).sum().backward()

    rows = [
        compare(
            *(f'EMSDA forward, 17 queries, batch {batch}', forward(emsda, batch)),
            *('MSDA', forward(msda, batch), repeats, device),
        )
        for batch in (1, 8)
    ]
    name = 'EMSDA forward + backward, 68 queries, batch 8'
    return [
        *rows,
        compare(
            *(name, backward(emsda)),
            *('EMSDA by grid_sample', backward(reference), repeats, device),
        ),
    ]


def model_speed(
    cfg: Config, device: torch.device, batch: int, repeats: int
) -> list[Comparison]:
    """Neck and head against the whole forward pass; testing against training.

    Args:
        cfg: Config of a top-down model; its pretrained weights are not loaded.
        device: Where to run.
        batch: Images in a batch.
        repeats: Timings of each piece.
    """
    cfg.model.backbone.init_cfg = None
    model = build_model(cfg).to(device)
    width, height = crop_size(cfg)
    images = torch.randn(batch, 3, height, width, device=device)
    samples = [random_sample(model.head.num_keypoints, device) for _ in range(batch)]
    with torch.no_grad():
        stages = model.eval().backbone(images)

    def train() -> None:
        losses = model.train().loss(images, samples)
        sum(loss for key, loss in losses.items() if 'loss' in key).backward()

    def test() -> object:
        return model.eval().head(model.extract_feat(images))

    def images_per_second(milliseconds: float) -> str:
        return f'{1000 * batch / milliseconds:.1f} images/s'

    test = torch.no_grad()(test)
    tail = torch.no_grad()(lambda: model.eval().head(model.neck(stages)))
    share = compare(
        *(f'neck + head, batch {batch}', tail),
        *('whole forward pass', test, repeats, device),
    )
    steps = compare('test', test, 'train', train, repeats, device)
    return [
        share,
        steps._replace(
            name=f'testing, {images_per_second(steps.milliseconds)}',
            other=f'training, {images_per_second(steps.other_milliseconds)}',
        ),
    ]


def random_sample(num_keypoints: int, device: torch.device) -> PoseDataSample:
    """A training sample with random targets, all visible."""
    labels = InstanceData(
        keypoint_labels=torch.rand(1, num_keypoints, 2, device=device)
    )
    labels.keypoint_weights = torch.ones(1, num_keypoints, device=device)
    sample = PoseDataSample()
    sample.gt_instance_labels = labels
    return sample
