"""The people with the worst predictions, on a sheet."""

from __future__ import annotations

import numpy as np

from poseur.structures import Skeleton, UnreadableImageError, read_image
from poseur.visualization.drawing import WHITE, draw_line
from poseur.visualization.image_grid import CaptionedImage, image_grid
from poseur.visualization.person_view import PersonView
from poseur.visualization.skeletons import draw_pose

from .dump import PredictedPeople

HEIGHT = 320  # pixels
MARGIN = 0.1  # around the crop, as a share of it


def worst_people(relative: np.ndarray, count: int) -> list[int]:
    """Positions of the people with the largest mean errors, the worst first.

    Args:
        relative: Errors in units of the tolerance ``[N, K]``; NaN unlabeled.
        count: How many; people without labels are no candidates.
    """
    labeled = np.flatnonzero(~np.isnan(relative).all(axis=1))
    means = np.nanmean(relative[labeled], axis=1)
    return labeled[np.argsort(-means, kind='stable')[:count]].tolist()


def draw_people_sheet(
    people: PredictedPeople,
    relative: np.ndarray,
    chosen: list[int],
    skeleton: Skeleton,
    columns: int = 6,
) -> np.ndarray:
    """Predicted skeletons of labeled keypoints over the labels, which are white.

    Args:
        people: Predictions and labels.
        relative: Errors in units of the tolerance ``[N, K]``.
        chosen: Positions of the people to draw.
        skeleton: Limbs and colors.
        columns: People in a row.

    Returns:
        The sheet, uint8 BGR.

    Raises:
        UnreadableImageError: If an image is not where it was in the test.
    """
    tiles = []
    for index in chosen:
        mean = np.nanmean(relative[index])
        caption = f'#{people.ids[index]}: {mean:.1f} tolerances'
        tiles.append(CaptionedImage(_picture(people, index, skeleton), caption))
    return image_grid(tiles, columns)


def _picture(people: PredictedPeople, index: int, skeleton: Skeleton) -> np.ndarray:
    try:
        image = read_image(people.paths[index])
    except UnreadableImageError as error:
        raise UnreadableImageError(
            f'{people.paths[index]} cannot be read. The predictions were made with '
            'images there: put them back, or test anew.'
        ) from error
    crop = people.centers[index], people.crops[index]
    view = PersonView.cut_out(image, *crop, HEIGHT, MARGIN)
    canvas, labeled = view.canvas(0.8), people.labeled[index]
    truth = view.place(people.labels[index])
    for start, end in skeleton.links:
        if labeled[start] and labeled[end]:
            draw_line(canvas, truth[start], truth[end], WHITE)
    predicted = view.place(people.keypoints[index])
    draw_pose(canvas, predicted, labeled, skeleton, min_score=0.5)
    return canvas
