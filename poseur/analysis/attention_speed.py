"""Speed of attention modules and of whole models, each next to a reference."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import torch
from mmengine.config import Config
from torch import Tensor, nn

from poseur.config import build_model, crop_size
from poseur.models import EMSDA, MSDA, Memory

from .random_samples import random_samples
from .timing import Timing, Work, interleaved_timing

#: ResNet's four stages at 256x192: 4080 pixels.
SHAPES = ((64, 48), (32, 24), (16, 12), (8, 6))
CHANNELS = 256

Clock = Callable[[], float]


def attention_speed(
    device: torch.device, repeats: int, clock: Clock = time.perf_counter
) -> list[list[Timing]]:
    """Time EMSDA next to MSDA, and its fast sampling next to ``grid_sample``.

    Args:
        device: Device to run on.
        repeats: Rounds of each comparison.
        clock: See :func:`interleaved_timing`.

    Returns:
        Comparisons of two functions each, the reference first.
    """
    emsda, msda = EMSDA().eval().to(device), MSDA().eval().to(device)
    reference = EMSDA(sampler='grid_sample').eval().to(device)
    comparisons = [
        {
            'MSDA': _forward(msda, batch, device),
            f'EMSDA forward, 17 queries, batch {batch}': _forward(emsda, batch, device),
        }
        for batch in (1, 8)
    ]
    name = 'EMSDA forward + backward, 68 queries, batch 8'
    comparisons.append(
        {
            'EMSDA by grid_sample': _backward(reference, device),
            name: _backward(emsda, device),
        }
    )
    return [_compare(works, device, repeats, clock) for works in comparisons]


def model_speed(
    cfg: Config,
    device: torch.device,
    batch: int,
    repeats: int,
    clock: Clock = time.perf_counter,
) -> list[list[Timing]]:
    """Time neck and head next to the whole forward pass, and testing next to training.

    Args:
        cfg: Config of a top-down model. Its pretrained weights are not loaded.
        device: Device to run on.
        batch: Images in a batch.
        repeats: Rounds of each comparison.
        clock: See :func:`interleaved_timing`.

    Returns:
        Comparisons of two functions each, the reference first.
    """
    model = _ModelWorks(cfg, device, batch)
    works: dict[str, Work] = {
        'whole forward pass': model.test,
        f'neck + head, batch {batch}': model.neck_and_head,
    }
    share = _compare(works, device, repeats, clock)
    works = {'training': model.train, 'testing': model.test}
    steps = _compare(works, device, repeats, clock)
    return [share, [_with_throughput(step, batch) for step in steps]]


def speed_of_two_models(
    cfg: Config,
    reference: Config,
    device: torch.device,
    batch: int,
    repeats: int,
    clock: Clock = time.perf_counter,
) -> list[list[Timing]]:
    """Time testing and training of a model next to those of a reference.

    Args:
        cfg: Config of a top-down model. Its pretrained weights are not loaded.
        reference: Config of the reference, likewise.
        device: Device to run on.
        batch: Images in a batch.
        repeats: Rounds of each comparison.
        clock: See :func:`interleaved_timing`.

    Returns:
        Comparisons of two functions each, the reference first.
    """
    model, other = (_ModelWorks(each, device, batch) for each in (cfg, reference))
    comparisons: list[dict[str, Work]] = [
        {'the reference': other.test, f'testing, batch {batch}': model.test},
        {'the reference': other.train, f'training, batch {batch}': model.train},
    ]
    return [_compare(works, device, repeats, clock) for works in comparisons]


class _ModelWorks:
    """A model on random images: functions to time.

    Args:
        cfg: Config of a top-down model. Its pretrained weights are not loaded.
        device: Device to run on.
        batch: Images in a batch.
    """

    def __init__(self, cfg: Config, device: torch.device, batch: int) -> None:
        cfg.model.backbone.init_cfg = None
        model: Any = build_model(cfg).to(device)
        width, height = crop_size(cfg)
        self.model = model
        self.images = torch.randn(batch, 3, height, width, device=device)
        self.samples = random_samples(batch, model.head.num_keypoints, device)
        with torch.no_grad():
            self.stages = model.eval().backbone(self.images)

    def train(self) -> None:
        """Run a training step without the optimizer."""
        losses = self.model.train().loss(self.images, self.samples)
        sum(loss for key, loss in losses.items() if 'loss' in key).backward()

    @torch.no_grad()
    def test(self) -> object:
        """Predict from the images."""
        return self.model.eval().head(self.model.extract_feat(self.images))

    @torch.no_grad()
    def neck_and_head(self) -> object:
        """Predict from the maps of the backbone."""
        return self.model.eval().head(self.model.neck(self.stages))


def _forward(module: nn.Module, batch: int, device: torch.device) -> Work:
    arguments = _random_arguments(batch, 17, device)
    return torch.no_grad()(lambda: module(*arguments))


def _backward(module: nn.Module, device: torch.device) -> Work:
    *queries, memory = _random_arguments(8, 68, device)
    memory.pixels.requires_grad_()
    return lambda: module(*queries, memory).sum().backward()


def _random_arguments(
    batch: int, queries: int, device: torch.device
) -> tuple[Tensor, Tensor, Tensor, Memory]:
    """Return random arguments of an attention module."""
    query = torch.randn(batch, queries, CHANNELS, device=device)
    points = torch.rand(batch, queries, 2, device=device)
    num_pixels = sum(height * width for height, width in SHAPES)
    pixels = torch.randn(batch, num_pixels, CHANNELS, device=device)
    return query, query[0], points, Memory(pixels, SHAPES)


def _compare(
    works: Mapping[str, Work], device: torch.device, repeats: int, clock: Clock
) -> list[Timing]:
    """Time functions as a decoder calls its layers: several times in a row."""

    def wait_for(work: Work) -> Work:
        def run() -> None:
            work()
            if device.type == 'cuda':
                torch.cuda.synchronize(device)

        return run

    waiting = {name: wait_for(work) for name, work in works.items()}
    return interleaved_timing(waiting, repeats, calls=2, warm_up=True, clock=clock)


def _with_throughput(timing: Timing, batch: int) -> Timing:
    """Add images per second to the name of a timing."""
    throughput = f'{batch / timing.seconds:.1f} images/s'
    return timing._replace(name=f'{timing.name}, {throughput}')
