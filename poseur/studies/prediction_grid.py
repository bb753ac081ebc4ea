"""The same pictures as every model of a study sees them, side by side."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from pathlib import Path

import cv2
import numpy as np

from poseur.structures import UnreadableImageError, read_image
from poseur.visualization.image_grid import BAR, caption_bar
from poseur.visualization.person_view import PersonView
from poseur.visualization.pose_drawing import contact_sheet, draw_pose

CELL = 200  # pixels
MIN_PERSON_SCORE = 0.3  # of people found in whole images
TRUTH, PREDICTION = 'gt_instances', 'pred_instances'


def draw_prediction_grid(
    predictions: Mapping[str, Path], metainfo: dict, path: Path, num_rows: int = 8
) -> None:
    """Draw a row for each sample: the truth, then each model's prediction.

    The samples, people or whole images, are spread evenly over the test set, not
    chosen. The truth is left out where the test set does not hand it to the models.

    Args:
        predictions: For each model the file that ``tools/test.py --dump`` wrote. All
            were tested on the same samples. These are pickles: give only files of your
            own.
        metainfo: The dataset's metainfo.
        path: Picture to write.
        num_rows: Samples to show.

    Raises:
        UnreadableImageError: If a picture cannot be read where it was during the test.
        ValueError: If two files hold different samples.
    """
    tests = {name: load_predictions(file) for name, file in predictions.items()}
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
        draw_sample(samples[key], instances, metainfo)
        for key in chosen
        for _, samples, instances in columns
    ]
    head = contact_sheet(titles, len(columns), (CELL, BAR))
    body = contact_sheet(cells, len(columns), (CELL, CELL))
    cv2.imwrite(str(path), np.concatenate([head, body]))


def load_predictions(file: Path) -> dict[int, dict]:
    """Read dumped samples by the id of their person, or of their image."""
    samples = pickle.loads(file.read_bytes())
    return {s['id'] if is_crop(s) else s['img_id']: s for s in samples}


def is_crop(sample: dict) -> bool:
    """Whether the model saw the crop of one person, not the whole image."""
    return 'input_center' in sample


def draw_sample(sample: dict, instances: str, metainfo: dict) -> np.ndarray:
    """What the model saw, with poses: ``[CELL, CELL, 3]`` BGR.

    Args:
        sample: A dumped sample.
        instances: Whose poses: ``TRUTH`` or ``PREDICTION``.
        metainfo: The dataset's metainfo.
    """
    try:
        image = read_image(sample['img_path'])
    except UnreadableImageError as error:
        raise UnreadableImageError(
            f'{sample["img_path"]} cannot be read; draw where it was tested'
        ) from error
    if is_crop(sample):
        center, size = np.ravel(sample['input_center']), sample['input_scale']
        people = [person_of_crop(sample, instances)]
    else:
        size = np.array(image.shape[1::-1])
        center, people = (size - 1) / 2, people_of_image(sample[instances])
    view = PersonView.cut_out(image, center, np.full(2, np.max(size)), CELL)
    for keypoints, shown in people:
        draw_pose(view.picture, view.place(keypoints), shown, metainfo, min_score=0.5)
    return view.picture


def person_of_crop(sample: dict, instances: str) -> tuple[np.ndarray, np.ndarray]:
    """Keypoints ``[K, 2]``, and which of them to draw ``[K]``.

    These are the labeled ones, or all that were predicted for a detection, which has
    no labels.
    """
    shown = np.ravel(sample[TRUTH]['keypoints_visible'][0])
    if instances == PREDICTION and not np.any(shown):
        shown = np.ones_like(shown)
    return sample[instances]['keypoints'][0], shown


def people_of_image(people: dict) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Keypoints ``[K, 2]`` of the likely people, every one to be drawn ``[K]``."""
    # mmdet is loaded for studies of detectors only
    from poseur.structures.pixel_coordinates import to_pixel_indices

    keypoints = to_pixel_indices(np.asarray(people['keypoints']))
    likely = np.asarray(people['scores']) >= MIN_PERSON_SCORE
    for person in keypoints[likely]:
        yield person, np.ones(len(person))
