"""Memory peaks: of small chains by hand (4 bytes a value), and of whole models."""

from __future__ import annotations

import pytest
import torch
from mmengine.config import Config
from torch import nn

from poseur.analysis import (
    ActivationMemory,
    input_size_of,
    peak_activation_bytes,
    peak_training_bytes,
)

TINY = 'configs/synthetic/td-reg_poseur-tiny_2xb16-18e_synthetic-96x72.py'


def chain(inplace: bool = False) -> nn.Sequential:
    return nn.Sequential(nn.Linear(4, 8), nn.ReLU(inplace), nn.Linear(8, 2))


@pytest.mark.parametrize(
    ('inplace', 'values'),
    [
        (False, 4 + 8 + 8),  # input, hidden before and after the activation
        (True, 4 + 8 + 2),  # input, hidden, output
    ],
)
@torch.no_grad()
def test_forward(inplace, values):
    model = chain(inplace)
    with ActivationMemory() as memory:
        image = torch.randn(1, 4)
        output = model(image)
    assert memory.peak == 4 * values
    assert memory.current == 4 * (4 + 2)
    del image, output
    assert memory.current == 0


@torch.no_grad()
def test_grows_with_the_batch():
    model = chain()
    with ActivationMemory() as memory:
        model(torch.randn(5, 4))
    assert memory.peak == 5 * 4 * (4 + 8 + 8)


@torch.no_grad()
def test_what_exists_already_and_views_do_not_count():
    model, image = chain(), torch.randn(1, 4)
    with ActivationMemory() as memory:
        image.view(2, 2).t()
        model[0].weight.t()
    assert memory.peak == 0
    with ActivationMemory() as memory:
        copy = image.clone()
        views = copy.view(2, 2), copy[:, 1:]
        del copy
        assert memory.current == 16
        del views
    assert (memory.peak, memory.current) == (16, 0)


def test_training_keeps_what_the_backward_pass_needs():
    model, image = chain(), torch.randn(1, 4)
    with ActivationMemory() as memory:
        loss = model(image).sum()
        assert memory.current == 4 * (8 + 1)  # hidden after the activation, loss
        loss.backward()
        del loss
    gradients = sum(parameter.numel() for parameter in model.parameters())
    assert memory.current == 4 * gradients


def test_a_models_memory_grows_with_the_batch(repo_root):
    cfg = Config.fromfile(repo_root / TINY)
    size = input_size_of(cfg)
    assert size == (96, 72)
    one, four = (peak_activation_bytes(cfg, size, batch) for batch in (1, 4))
    assert 3 * one < four < 4 * one  # encodings of the maps are made once
    assert peak_training_bytes(cfg, size, 4) > 2 * four
