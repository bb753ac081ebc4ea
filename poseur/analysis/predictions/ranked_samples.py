"""Samples by the size of their errors, drawn on one sheet."""

from __future__ import annotations

import numpy as np

from poseur.structures import Skeleton
from poseur.visualization.drawing import WHITE, draw_line
from poseur.visualization.image_grid import CaptionedImage, image_grid
from poseur.visualization.person_view import PersonView
from poseur.visualization.skeletons import draw_pose

from .dump import KeypointPredictions, read_tested_image

HEIGHT = 320  # pixels
MARGIN = 0.1  # around the crop, as a share of it


def worst_samples(relative: np.ndarray, count: int) -> list[int]:
    """Return the indices of the people with the largest mean errors, worst first.

    Args:
        relative: Errors in units of the tolerance ``[N, K]``; NaN if unlabeled.
        count: Number of people. Those without labels are never chosen.
    """
    return _from_the_worst(relative)[:count].tolist()


def spread_samples(relative: np.ndarray, count: int) -> list[int]:
    """Return the indices of people from the best to the worst, at equal distances.

    Arguments are those of :func:`worst_samples`.
    """
    order = _from_the_worst(relative)[::-1]
    ranks = np.linspace(0, len(order) - 1, min(count, len(order)))
    return order[ranks.round().astype(int)].tolist()


def _from_the_worst(relative: np.ndarray) -> np.ndarray:
    """Return the indices of the people with labels, the largest mean error first."""
    labeled = np.flatnonzero(~np.isnan(relative).all(axis=1))
    means = np.nanmean(relative[labeled], axis=1)
    return labeled[np.argsort(-means, kind='stable')]


def draw_samples(
    predictions: KeypointPredictions,
    relative: np.ndarray,
    chosen: list[int],
    skeleton: Skeleton,
    columns: int = 6,
) -> np.ndarray:
    """Draw the predicted skeletons over the labeled ones, which are white.

    Only labeled keypoints are drawn.

    Args:
        predictions: Predictions and labels.
        relative: Errors in units of the tolerance ``[N, K]``.
        chosen: Indices of the people to draw.
        skeleton: Limbs and colors.
        columns: Number of people in a row.

    Returns:
        The sheet, uint8 BGR.

    Raises:
        UnreadableImageError: If an image of the test cannot be read any more.
    """
    images = []
    for index in chosen:
        mean = np.nanmean(relative[index])
        caption = f'#{predictions.ids[index]}: {mean:.1f} tolerances'
        images.append(CaptionedImage(_draw(predictions, index, skeleton), caption))
    return image_grid(images, columns)


def _draw(
    predictions: KeypointPredictions, index: int, skeleton: Skeleton
) -> np.ndarray:
    image = read_tested_image(predictions.paths[index])
    crop = predictions.centers[index], predictions.crops[index]
    view = PersonView.cut_out(image, *crop, HEIGHT, MARGIN)
    canvas, labeled = view.canvas(0.8), predictions.labeled[index]
    truth = view.place(predictions.labels[index])
    for start, end in skeleton.links:
        if labeled[start] and labeled[end]:
            draw_line(canvas, truth[start], truth[end], WHITE)
    predicted = view.place(predictions.keypoints[index])
    draw_pose(canvas, predicted, labeled, skeleton, min_score=0.5)
    return canvas
