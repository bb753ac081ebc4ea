"""Predictions of all models of a study on the same samples, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from poseur.analysis.predictions.dump import (
    Sample,
    is_crop,
    likely_instances,
    read_dump,
    read_tested_image,
    sample_id,
)
from poseur.structures import Skeleton
from poseur.structures.files import write_image
from poseur.visualization.image_grid import BAR, caption_bar, contact_sheet
from poseur.visualization.person_view import PersonView
from poseur.visualization.skeletons import draw_pose

CELL = 200  # pixels
BLANK = 64  # gray
TRUTH, PREDICTION = 'gt_instances', 'pred_instances'


def draw_prediction_grid(
    predictions: Mapping[str, Path],
    skeleton: Skeleton,
    path: Path,
    *,
    num_rows: int = 8,
    photographs: bool = True,
) -> None:
    """Draw a row for each sample: the labels, then the prediction of each model.

    The samples, people or whole images, are spread evenly over the test set, not
    selected. The labels are left out if the dumps do not contain them.

    Args:
        predictions: The file written by ``poseur test --dump`` for each model. All
            models were tested on the same samples. The files are pickles: give only
            your own.
        skeleton: Limbs and colors of the keypoints.
        path: Picture to write.
        num_rows: Number of samples to show.
        photographs: Whether to draw on the images, or on a blank ground.

    Raises:
        UnreadableImageError: If an image of the test cannot be read any more.
        ValueError: If two files hold different samples.
    """
    tests = {name: samples_by_id(file) for name, file in predictions.items()}
    first = next(iter(tests.values()))
    keys = sorted(first)
    for name, samples in tests.items():
        if sorted(samples) != keys:
            raise ValueError(
                f'{predictions[name]} was tested on other data than '
                f'{next(iter(predictions.values()))}; test both with the same'
            )
    columns = [(name, samples, PREDICTION) for name, samples in tests.items()]
    if 'keypoints' in first[keys[0]].get(TRUTH, {}):
        columns.insert(0, ('truth', first, TRUTH))
    chosen = [keys[i] for i in np.linspace(0, len(keys) - 1, num_rows, dtype=int)]
    titles = [caption_bar(CELL, name) for name, _, _ in columns]
    cells = [
        draw_sample(samples[key], instances, skeleton, photographs)
        for key in chosen
        for _, samples, instances in columns
    ]
    head = contact_sheet(titles, len(columns), (CELL, BAR))
    body = contact_sheet(cells, len(columns), (CELL, CELL))
    write_image(path, np.concatenate([head, body]))


def samples_by_id(file: Path) -> dict[int, Sample]:
    """Read the samples of a dump by the id of their person or whole image."""
    return {sample_id(sample): sample for sample in read_dump(file)}


def draw_sample(
    sample: Sample, instances: str, skeleton: Skeleton, photographs: bool = True
) -> np.ndarray:
    """Draw poses on the part of the image that the model saw.

    Args:
        sample: A dumped sample.
        instances: Instances to draw, ``TRUTH`` or ``PREDICTION``.
        skeleton: Limbs and colors of the keypoints.
        photographs: Whether to show the image, or a blank ground.

    Returns:
        The picture, uint8 BGR ``[CELL, CELL, 3]``.
    """
    image = read_tested_image(sample['img_path'])
    if not photographs:
        image = np.full_like(image, BLANK)
    if is_crop(sample):
        center, size = np.ravel(sample['input_center']), sample['input_scale']
        poses = [pose_of_crop(sample, instances)]
    else:
        size = np.array(image.shape[1::-1])
        center = (size - 1) / 2
        keypoints = likely_instances(sample[instances])
        poses = [(pose, np.ones(len(pose))) for pose in keypoints]
    view = PersonView.cut_out(image, center, np.full(2, np.max(size)), CELL)
    for pose, shown in poses:
        draw_pose(view.picture, view.place(pose), shown, skeleton, min_score=0.5)
    return view.picture


def pose_of_crop(sample: Sample, instances: str) -> tuple[np.ndarray, np.ndarray]:
    """Return keypoints ``[K, 2]``, and a mask ``[K]`` of those to draw.

    Labeled keypoints are drawn. Detected boxes have no labels, so that all of their
    predicted keypoints are drawn.
    """
    shown = np.ravel(sample[TRUTH]['keypoints_visible'][0])
    if instances == PREDICTION and not np.any(shown):
        shown = np.ones_like(shown)
    return sample[instances]['keypoints'][0], shown
