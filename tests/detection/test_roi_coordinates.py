"""Regions, images and feature maps agree on the location of a point."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from poseur.detection.roi_coordinates import (
    SMALLEST_SIDE,
    input_size,
    to_image,
    to_rois,
    windows_of,
)
from poseur.models import Memory
from poseur.models.layers.sampling import sample_shared

STRIDES = (4, 8, 16, 32)


def random_rois(count: int, width: float, height: float, images: int = 3):
    """Return float64 boxes of at least one pixel, some of them across the border."""
    sides = torch.rand(count, 2).double() * torch.tensor([width, height]) + 1
    corners = torch.rand(count, 2).double() * torch.tensor([width, height]) - 10
    indices = torch.randint(images, (count, 1)).double()
    return torch.cat([indices, corners, corners + sides], dim=1)


def test_by_hand():
    rois = torch.tensor([[1.0, 10.0, 20.0, 30.0, 60.0]])
    points = torch.tensor([[[10.0, 20.0], [30.0, 60.0], [15.0, 70.0], [0.0, 40.0]]])
    normalized = torch.tensor([[[0.0, 0.0], [1.0, 1.0], [0.25, 1.25], [-0.5, 0.5]]])
    torch.testing.assert_close(to_rois(points, rois), normalized)
    torch.testing.assert_close(to_image(normalized, rois), points)
    window = torch.tensor([[0.1, 0.1, 0.2, 0.2]])
    torch.testing.assert_close(windows_of(rois, (100, 200)), window)


@st.composite
def regions(draw) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw boxes of any size and place, and points of them in units of their sides."""
    count = draw(st.integers(1, 4))
    near = arrays(np.float64, (count, 2), elements=st.floats(-2000, 2000))
    sides = arrays(np.float64, (count, 2), elements=st.floats(SMALLEST_SIDE, 4000))
    shares = arrays(np.float64, (count, 17, 2), elements=st.floats(-3, 3))
    corner, points = draw(near), draw(shares)
    boxes = np.concatenate([np.zeros((count, 1)), corner, corner + draw(sides)], axis=1)
    return torch.tensor(boxes), torch.tensor(points)


@given(regions())
def test_round_trips(drawn) -> None:
    rois, points = drawn
    pixels = to_image(points, rois)
    # Corners of 2,000 pixels leave 4e-13 of a pixel to boxes of 1e-3.
    torch.testing.assert_close(to_rois(pixels, rois), points, rtol=0, atol=1e-8)


@given(regions(), st.floats(-500, 500), st.floats(0.1, 10))
def test_points_of_regions_do_not_depend_on_place_and_scale(drawn, move, scale) -> None:
    rois, points = drawn
    pixels = to_image(points, rois)
    changed = torch.cat([rois[:, :1], rois[:, 1:] * scale + move], dim=1)
    torch.testing.assert_close(
        to_image(points, changed), pixels * scale + move, rtol=1e-9, atol=1e-9
    )


@pytest.mark.parametrize('size', [(64, 64), (1344, 800), (96, 608)])
def test_a_window_leads_to_the_right_pixel_on_every_level(size):
    rois = random_rois(50, *size, images=2)
    # Bilinear samples of maps that hold coordinates are exact between cell centers.
    points = 16 + torch.rand(50, 9, 2).double() * (torch.tensor(size) - 32)
    maps = [centers(*(side // stride for side in size), stride) for stride in STRIDES]
    assert input_size(maps, STRIDES) == size
    pixels = torch.cat([level.flatten(2).transpose(1, 2) for level in maps], dim=1)
    shapes = tuple(tuple(level.shape[-2:]) for level in maps)
    memory = Memory(pixels, shapes).with_windows(
        rois[:, 0].long(), windows_of(rois, size)
    )
    located = memory.to_map_coordinates(to_rois(points, rois))[:, :, None, None, None]
    for level in range(4):
        weights = torch.zeros(50, 9, 1, 4, 1).double()
        weights[:, :, :, level] = 1
        locations = located.expand(-1, -1, 1, 4, 1, -1)
        found = sample_shared(memory, locations, weights)[:, :, 0]
        torch.testing.assert_close(found[..., :2], points, rtol=0, atol=1e-9)
        assert torch.equal(found[..., 2].round(), rois[:, :1].expand(-1, 9))


def centers(columns: int, rows: int, stride: int) -> torch.Tensor:
    """Return maps of two images whose cells hold x, y and the image index."""
    x = (torch.arange(columns).double() + 0.5) * stride
    y = (torch.arange(rows).double() + 0.5) * stride
    plane = torch.stack([x.expand(rows, -1), y[:, None].expand(-1, columns)])
    images = torch.arange(2.0).double()[:, None, None, None]
    return torch.cat(
        [plane.expand(2, -1, -1, -1), images.expand(-1, 1, rows, columns)], dim=1
    )


def test_maps_that_do_not_cover_the_same_pixels_are_refused():
    maps = [torch.zeros(1, 1, 25, 30), torch.zeros(1, 1, 13, 15)]
    with pytest.raises(ValueError, match='pad_size_divisor to a multiple of 8'):
        input_size(maps, (4, 8))
