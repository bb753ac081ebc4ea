"""Timings of attention modules and whole models, always two by turns."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import NamedTuple

import torch
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmengine.structures import InstanceData
from mmpose.registry import MODELS
from mmpose.structures import PoseDataSample
from torch import nn

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
    """Time two functions by turns, after one warm-up call of each."""
    times: tuple[list[float], list[float]] = ([], [])
    for repeat in range(repeats + 1):
        for taken, function in zip(times, (work, other_work), strict=True):
            start = time.perf_counter()
            function()
            if device.type == 'cuda':
                torch.cuda.synchronize(device)
            if repeat:
                taken.append(1000 * (time.perf_counter() - start))
    return Comparison(name, median(times[0]), other, median(times[1]))


def attention_speed(device: torch.device, repeats: int) -> list[Comparison]:
    """EMSDA against MSDA, and its fast sampling against ``grid_sample``."""
    emsda, msda = EMSDA().eval().to(device), MSDA().eval().to(device)
    reference = EMSDA(sampler='grid_sample').eval().to(device)

    def inputs(batch: int, queries: int) -> tuple:
        query = torch.randn(batch, queries, 256, device=device)
        pixels = torch.randn(batch, 4080, 256, device=device)
        points = torch.rand(batch, queries, 2, device=device)
        return query, query[0], points, pixels

    def forward(module: nn.Module, batch: int) -> Callable[[], object]:
        *rest, pixels = inputs(batch, 17)
        return torch.no_grad()(lambda: module(*rest, Memory(pixels, SHAPES)))

    def backward(module: nn.Module) -> Callable[[], object]:
        *rest, pixels = inputs(8, 68)
        pixels.requires_grad_()
        return lambda: module(*rest, Memory(pixels, SHAPES)).sum().backward()

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
    init_default_scope('mmpose')
    cfg.model.backbone.init_cfg = None
    model = MODELS.build(cfg.model).eval().to(device)
    width, height = cfg.model.head.decoder.input_size
    images = torch.randn(batch, 3, height, width, device=device)
    samples = [random_sample(model.head.num_joints, device) for _ in range(batch)]
    with torch.no_grad():
        stages = model.backbone(images)

    def train() -> None:
        losses = model.loss(images, samples)
        sum(loss for key, loss in losses.items() if 'loss' in key).backward()

    tail = torch.no_grad()(lambda: model.head(model.neck(stages)))
    test = torch.no_grad()(lambda: model.head(model.extract_feat(images)))
    rows = [
        compare('neck + head', tail, 'whole forward pass', test, repeats, device),
        compare('forward (test)', test, 'forward + backward', train, repeats, device),
    ]
    return [
        row._replace(name=f'{row.name}, batch {batch}')
        if not index
        else row._replace(
            name=f'{row.name}, {1000 * batch / row.milliseconds:.1f} images/s',
            other=f'{row.other}, {1000 * batch / row.other_milliseconds:.1f} images/s',
        )
        for index, row in enumerate(rows)
    ]


def random_sample(num_joints: int, device: torch.device) -> PoseDataSample:
    """A training sample with random targets, all visible."""
    labels = InstanceData(keypoint_labels=torch.rand(1, num_joints, 2, device=device))
    labels.keypoint_weights = torch.ones(1, num_joints, device=device)
    sample = PoseDataSample()
    sample.gt_instance_labels = labels
    return sample
