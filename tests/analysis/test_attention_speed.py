"""Comparisons of attention modules and models, on a clock that counts its readings."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
import torch
from mmengine.config import Config

import poseur.codecs
import poseur.datasets  # noqa: F401
from poseur.analysis.attention_speed import (
    attention_speed,
    model_speed,
    speed_of_two_models,
)
from poseur.analysis.timing import Timing

CPU = torch.device('cpu')


@pytest.fixture
def clock() -> Callable[[], float]:
    """Every timed call takes 0.5 s: the clock advances when it is read."""
    readings = count()
    return lambda: 0.5 * next(readings)


def test_attention_next_to_its_references(clock) -> None:
    single, batch, training = attention_speed(CPU, 1, clock)
    assert single == [
        Timing('MSDA', 0.5, 1.0),
        Timing('EMSDA forward, 17 queries, batch 1', 0.5, 1.0),
    ]
    assert batch[1].name == 'EMSDA forward, 17 queries, batch 8'
    assert training == [
        Timing('EMSDA by grid_sample', 0.5, 1.0),
        Timing('EMSDA forward + backward, 68 queries, batch 8', 0.5, 1.0),
    ]


def test_the_model_next_to_its_head(repo_root, clock) -> None:
    name = 'configs/poseur/coco/td-reg_poseur-mobilenetv2_8xb32-325e_coco-256x192.py'
    cfg = Config.fromfile(repo_root / name)
    share, steps = model_speed(cfg, CPU, 1, 1, clock)
    assert share == [
        Timing('whole forward pass', 0.5, 1.0),
        Timing('neck + head, batch 1', 0.5, 1.0),
    ]
    assert steps == [
        Timing('training, 2.0 images/s', 0.5, 1.0),
        Timing('testing, 2.0 images/s', 0.5, 1.0),
    ]


def test_a_model_next_to_another(repo_root, clock) -> None:
    name = 'configs/synthetic/td-reg_poseur-tiny_2xb16-18e_synthetic-96x72.py'
    cfg, reference = (Config.fromfile(repo_root / name) for _ in range(2))
    cfg.model.head.query_decoder.num_layers = 1
    testing, training = speed_of_two_models(cfg, reference, CPU, 2, 1, clock)
    assert testing == [
        Timing('the reference', 0.5, 1.0),
        Timing('testing, batch 2', 0.5, 1.0),
    ]
    assert training[1] == Timing('training, batch 2', 0.5, 1.0)
