"""Multiply-adds of small modules against numbers worked out by hand."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn.functional import scaled_dot_product_attention

from poseur.analysis.macs import count_macs
from poseur.models import EMSDA, MSDA, Memory


def macs_of(work, *arguments) -> int:
    with torch.no_grad(), count_macs() as macs:
        work(*arguments)
    return macs['']


@pytest.mark.parametrize(
    ('module', 'shape', 'expected'),
    [
        # outputs x kernel x input channels; 8x6 becomes 4x3
        (nn.Conv2d(3, 8, 3, stride=2, padding=1), (1, 3, 8, 6), 8 * 12 * 9 * 3),
        (nn.Conv2d(4, 8, 3, padding=1, groups=2), (1, 4, 5, 5), 8 * 25 * 9 * 2),
        (nn.ConvTranspose2d(4, 6, 4, 2, 1), (1, 4, 3, 2), 4 * 6 * 16 * 6),
        (nn.Linear(5, 7), (1, 3, 5), 3 * 5 * 7),
        (nn.Sequential(nn.BatchNorm2d(3).eval(), nn.ReLU()), (1, 3, 4, 4), 0),
    ],
)
def test_layers(module, shape, expected):
    assert macs_of(module, torch.randn(shape)) == expected


def test_attention_with_its_projections():
    attention = nn.MultiheadAttention(8, num_heads=2, batch_first=True).eval()
    located, value = torch.randn(2, 1, 5, 8)
    projections = 4 * 5 * 8 * 8  # query, key, value, output
    products = 2 * 5 * 5 * 8
    work = (attention, located, located, value)
    assert macs_of(*work) == projections + products


def test_attention_products_of_unequal_lengths():
    query, key = torch.randn(2, 3, 5, 4), torch.randn(2, 3, 7, 4)
    work = (scaled_dot_product_attention, query, key, key)
    assert macs_of(*work) == 2 * 2 * 3 * 5 * 7 * 4


SHAPES = ((13, 9), (7, 5))


def attend(attention: nn.Module, shapes: tuple = SHAPES, queries: int = 5) -> int:
    """Multiply-adds of 2 heads with 3 points on 2 levels of 16 channels."""
    pixels = torch.randn(1, sum(height * width for height, width in shapes), 16)
    query, reference = torch.randn(1, queries, 16), torch.rand(1, queries, 2)
    return macs_of(attention, query, query, reference, Memory(pixels, shapes))


@pytest.mark.parametrize('sampler', ['embedding_bag', 'grid_sample'])
def test_emsda(sampler):
    offsets_and_weights = 5 * 16 * (3 * 2 * 2 * 3)
    sampling = 5 * (2 * 2 * 3) * 4 * 16  # four corners of all channels
    values = output = 5 * 16 * 16
    expected = offsets_and_weights + sampling + values + output
    assert attend(EMSDA(16, 2, 2, 3, sampler=sampler).eval()) == expected


def test_msda_projects_every_pixel():
    pixels = 13 * 9 + 7 * 5
    offsets_and_weights = 5 * 16 * (3 * 2 * 2 * 3)
    sampling = 5 * (2 * 2 * 3) * 4 * 8  # the channels of one head
    expected = offsets_and_weights + sampling + pixels * 16 * 16 + 5 * 16 * 16
    assert attend(MSDA(16, 2, 2, 3).eval()) == expected


def test_only_msda_grows_with_the_maps():
    """Supplement, Sec. 4: ``KC^2 + PC^2`` against ``KC^2 + KC^2``."""
    larger = ((26, 18), (14, 10))
    pixels = 3 * (13 * 9 + 7 * 5)  # more than before
    emsda, msda = EMSDA(16, 2, 2, 3).eval(), MSDA(16, 2, 2, 3).eval()
    assert attend(emsda, larger) == attend(emsda)
    assert attend(msda, larger) - attend(msda) == pixels * 16 * 16
    assert attend(emsda, queries=10) == 2 * attend(emsda)


def test_names_of_modules():
    model = nn.Sequential(nn.Linear(2, 3), nn.Sequential(nn.Linear(3, 5)))
    with count_macs() as macs:
        model(torch.randn(1, 2))
    assert macs == {'': 6 + 15, '0': 6, '1': 15, '1.0': 15}
