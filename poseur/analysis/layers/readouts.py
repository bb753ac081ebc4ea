"""Locations of keypoints read from score maps, as heatmap methods do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from mmpose.codecs.utils import get_heatmap_maximum, refine_keypoints_dark
from mmpose.models.utils.tta import flip_heatmaps
from torch import Tensor

from poseur.models.readouts import LocalExpectation


def average_views(scores: Sequence[Tensor], flip_indices: Sequence[int]) -> Tensor:
    """Return the probability of each cell, averaged over image and mirror image.

    Args:
        scores: Score maps ``[B, K, H, W]`` of the image, and those of its mirror image
            if the test flips.
        flip_indices: Index of each keypoint's counterpart on the other side.

    Returns:
        Probabilities ``[B, K, H, W]``, which sum to 1 over the map.
    """
    image, *mirrored = (each.flatten(2).softmax(-1).view_as(each) for each in scores)
    views = [
        flip_heatmaps(each, flip_indices, shift_heatmap=False) for each in mirrored
    ]
    return torch.stack([image, *views]).mean(0)


def read_locations(probability: Tensor, deviation: float) -> dict[str, Tensor]:
    """Return the locations of the keypoints by each way of reading a map.

    ``argmax`` is the center of the cell of highest probability, ``local expectation``
    the expectation within one cell of it, and ``DARK`` its refinement by :func:`dark`.

    Args:
        probability: Probabilities ``[B, K, H, W]``, which sum to 1 over the map.
        deviation: Standard deviation of the Gaussians that the map was trained with, in
            cells.

    Returns:
        Locations in units of the map's width and height, ``[B, K, 2]`` each.
    """
    return {
        'argmax': LocalExpectation(radius=0)(probability),
        'local expectation': LocalExpectation(radius=1)(probability),
        'DARK': dark(probability, deviation),
    }


def dark(probability: Tensor, deviation: float) -> Tensor:
    """Return the peaks refined by mmpose's DARK (Zhang et al., CVPR 2020).

    Maps are blurred with the deviation first. Peaks at the border are not refined.
    Arguments and result are those of :func:`read_locations`.
    """
    height, width = probability.shape[-2:]
    maps = probability.cpu().numpy().copy()  # is blurred in place
    peaks, _ = get_heatmap_maximum(maps)  # [B, K, 2]
    refined = [
        refine_keypoints_dark(each[None], own, blur_kernel(deviation))[0]
        for each, own in zip(peaks, maps, strict=True)
    ]
    located = (np.stack(refined) + 0.5) / (width, height)
    return probability.new_tensor(located)


def blur_kernel(deviation: float) -> int:
    """Return the size of OpenCV's Gaussian kernel nearest to a deviation, at least 3.

    mmpose's pairs are 2 and 11, and 3 and 17.
    """
    half = (deviation - 0.8) / 0.3 + 1
    return 2 * max(round(half), 1) + 1
