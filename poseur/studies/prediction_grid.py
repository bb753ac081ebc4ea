"""The same people as every model of a study sees them, side by side."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np

from poseur.visualization.person_view import PersonView
from poseur.visualization.pose_drawing import contact_sheet, draw_pose
from poseur.visualization.tiles import BAR, caption_bar

CELL = 200  # pixels


def draw_prediction_grid(
    predictions: Mapping[str, Path], metainfo: dict, path: Path, num_people: int = 8
) -> None:
    """Draw a row for each person: the truth, then each model's prediction.

    The people are spread evenly over the test set, not chosen.

    Args:
        predictions: For each model the file that ``tools/test.py --dump`` wrote. All
            tested the same people. These are pickles: give only files of your own.
        metainfo: The dataset's metainfo.
        path: Picture to write.
        num_people: Rows of the grid.

    Raises:
        ValueError: If two files hold different people.
    """
    tests = {name: load_predictions(file) for name, file in predictions.items()}
    keys = sorted(next(iter(tests.values())))
    for name, people in tests.items():
        if sorted(people) != keys:
            raise ValueError(
                f'{predictions[name]} was tested on other people than '
                f'{next(iter(predictions.values()))}; test both with the same data'
            )
    chosen = [keys[i] for i in np.linspace(0, len(keys) - 1, num_people, dtype=int)]
    cells = [caption_bar(CELL, name) for name in ('truth', *tests)]
    for key in chosen:
        samples = [people[key] for people in tests.values()]
        cells.append(person_cell(samples[0], 'gt_instances', metainfo))
        cells += [person_cell(sample, 'pred_instances', metainfo) for sample in samples]
    columns = len(tests) + 1
    titles = contact_sheet(cells[:columns], columns, (CELL, BAR))
    people = contact_sheet(cells[columns:], columns, (CELL, CELL))
    cv2.imwrite(str(path), np.concatenate([titles, people]))


def load_predictions(file: Path) -> dict[int, dict]:
    """Read dumped samples by the id of their person."""
    return {sample['id']: sample for sample in pickle.loads(file.read_bytes())}


def person_cell(sample: dict, instances: str, metainfo: dict) -> np.ndarray:
    """A person cut out of the picture with a pose, ``[CELL, CELL, 3]`` BGR.

    Joints without a label are left out of every pose.

    Args:
        sample: A dumped sample.
        instances: Whose pose: ``'gt_instances'`` or ``'pred_instances'``.
        metainfo: The dataset's metainfo.
    """
    image = cv2.imread(sample['img_path'])
    centre, side = np.ravel(sample['input_center']), np.max(sample['input_scale'])
    view = PersonView.cut_out(image, centre, np.array([side, side]), CELL)
    people = sample[instances]
    labelled = np.ravel(sample['gt_instances']['keypoints_visible'][0])
    keypoints = view.place(people['keypoints'][0])
    draw_pose(view.picture, keypoints, labelled, metainfo, min_score=0.5)
    return view.picture
