from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from mmengine.registry import DefaultScope
from scipy.io import savemat

from poseur.datasets import CheckedMpiiDataset
from poseur.datasets.annotation_checks import AnnotationError
from tests.datasets.tiny_coco import MPII_PERSON, write_mpii

NAN = float('nan')


@pytest.fixture(autouse=True)
def _scope():
    with DefaultScope.overwrite_default_scope('mmpose'):
        yield


def test_people_and_pixels(tmp_path: Path) -> None:
    dataset = CheckedMpiiDataset(
        **write_mpii(tmp_path, [MPII_PERSON, MPII_PERSON]),
        pipeline=[dict(type='LoadImageStrict')],
    )
    assert len(dataset) == 2
    assert dataset[1]['img'].shape == (90, 80, 3)
    assert dataset[1]['bbox_scale'].tolist() == [[80, 80]]


@pytest.mark.parametrize(
    ('changes', 'problem'),
    [
        (dict(scale=0), 'scale 0: its box is not finite or empty'),
        (dict(scale=NAN), 'scale nan'),
        (dict(center=[NAN, 3]), r'center \[nan, 3\]'),
        (dict(joints=[[1, 2]] * 14), '14 keypoints, but the metainfo.* 16'),
        (dict(joints=[[1, 2]] * 15 + [[1, NAN]]), 'coordinates.*not finite'),
        (dict(joints_vis=[1] * 15), '15 keypoints'),
    ],
)
def test_bad_annotations_are_named(tmp_path: Path, changes: dict, problem: str) -> None:
    arguments = write_mpii(tmp_path, [MPII_PERSON, {**MPII_PERSON, **changes}])
    place = r'mpii.json: annotation 1 \(1.jpg\)'
    with pytest.raises(AnnotationError, match=f'{place}.*{problem}'):
        CheckedMpiiDataset(**arguments)


@pytest.mark.parametrize('key', ['image', 'center', 'scale', 'joints', 'joints_vis'])
def test_absent_keys_are_named(tmp_path: Path, key: str) -> None:
    person = {k: v for k, v in MPII_PERSON.items() if k != key}
    with pytest.raises(AnnotationError, match=f"annotation 0 .*has no '{key}'"):
        CheckedMpiiDataset(**write_mpii(tmp_path, [person]))


def test_missing_head_boxes_are_named(tmp_path: Path) -> None:
    arguments = dict(
        write_mpii(tmp_path, [MPII_PERSON]), headbox_file='gt.mat', test_mode=True
    )
    with pytest.raises(FileNotFoundError, match='gt.mat.*headbox_file'):
        CheckedMpiiDataset(**arguments)


@pytest.mark.parametrize('heads', [1, 2])
def test_head_boxes_are_counted(tmp_path: Path, heads: int) -> None:
    boxes = np.array([[10.0, 10.0], [40.0, 50.0]])  # two corners
    stacked = np.repeat(boxes[..., None], heads, axis=2)
    savemat(tmp_path / 'gt.mat', dict(headboxes_src=stacked))
    arguments = dict(
        write_mpii(tmp_path, [MPII_PERSON]),
        headbox_file=str(tmp_path / 'gt.mat'),
        test_mode=True,
    )
    if heads == 1:
        head_size = CheckedMpiiDataset(**arguments)[0]['head_size']
        np.testing.assert_allclose(head_size, 0.6 * 50)
    else:
        with pytest.raises(AnnotationError, match='gt.mat has 2 head boxes.* 1 people'):
            CheckedMpiiDataset(**arguments)
