from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from mmengine.registry import DefaultScope
from scipy.io import savemat

from poseur.datasets import CheckedMpiiDataset
from poseur.structures.annotations import AnnotationError
from tests.helpers.tiny_coco import MPII_PERSON, write_head_boxes, write_mpii

NAN = float('nan')
UNLABELED = {**MPII_PERSON, 'joints_vis': [0] * 16}


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
    # 200 x 0.4 pixels around (40, 45) - 1, 15 x 0.4 pixels further down
    np.testing.assert_allclose(dataset[1]['bbox'], [[-1, 10, 79, 90]])
    np.testing.assert_allclose(dataset[1]['keypoints'][0, 3], [22, 32])


def test_unlabeled_people_are_tested_but_not_trained_on(tmp_path: Path) -> None:
    arguments = write_mpii(tmp_path, [UNLABELED, MPII_PERSON])
    trained = CheckedMpiiDataset(**arguments)
    assert [trained[i]['id'] for i in range(len(trained))] == [1]
    tested = CheckedMpiiDataset(**arguments, test_mode=True)
    assert [tested[i]['id'] for i in range(len(tested))] == [0, 1]


@pytest.mark.parametrize(
    ('changes', 'problem'),
    [
        (dict(scale=0), 'scale 0, not a positive number'),
        (dict(scale=NAN), 'scale nan'),
        (dict(scale=1e300), 'scale 1e.300, not a positive .* up to a million'),
        (dict(scale=1e-320), 'scale 1e-320, not a positive number from 0.001'),
        (dict(center=[NAN, 3]), r'center \[nan, 3\], not two finite numbers'),
        (dict(joints=[[1, 2]] * 14), '14 keypoints in joints, but the meta.* 16'),
        (dict(joints=[[1, 2]] * 15 + [[1, NAN]]), 'pairs of finite numbers'),
        (dict(joints_vis=[1] * 15), '15 keypoints'),
    ],
)
def test_bad_annotations_are_named(tmp_path: Path, changes: dict, problem: str) -> None:
    arguments = write_mpii(tmp_path, [MPII_PERSON, {**MPII_PERSON, **changes}])
    place = r'mpii.json: annotation at index 1 \(1.jpg\)'
    with pytest.raises(AnnotationError, match=f'{place}.*{problem}'):
        CheckedMpiiDataset(**arguments)


def test_an_image_without_number_is_named(tmp_path: Path) -> None:
    arguments = write_mpii(tmp_path, [{**MPII_PERSON, 'image': 'one.jpg'}])
    with pytest.raises(
        AnnotationError, match="0 .one.jpg. has image 'one.jpg', not a number with"
    ):
        CheckedMpiiDataset(**arguments)


@pytest.mark.parametrize('key', ['image', 'center', 'scale', 'joints', 'joints_vis'])
def test_absent_keys_are_named(tmp_path: Path, key: str) -> None:
    person = {k: v for k, v in MPII_PERSON.items() if k != key}
    with pytest.raises(AnnotationError, match=f"at index 0 .*has no '{key}'"):
        CheckedMpiiDataset(**write_mpii(tmp_path, [person]))


def test_a_file_of_another_format_is_named(tmp_path: Path) -> None:
    arguments = write_mpii(tmp_path, [])
    (tmp_path / 'mpii.json').write_text(json.dumps(dict(images=[], annotations=[])))
    with pytest.raises(AnnotationError, match='mpii.json .ann_file. starts with b.{'):
        CheckedMpiiDataset(**arguments)


def test_detections_are_refused(tmp_path: Path) -> None:
    arguments = write_mpii(tmp_path, [MPII_PERSON])
    boxes = tmp_path / 'boxes.json'
    boxes.write_text('[]')
    with pytest.raises(ValueError, match='bbox_file=.*annotated boxes.*bbox_file=None'):
        CheckedMpiiDataset(**arguments, test_mode=True, bbox_file=str(boxes))


class TestHeadBoxes:
    @staticmethod
    def _dataset(root: Path, name: str = 'gt.mat') -> CheckedMpiiDataset:
        return CheckedMpiiDataset(
            **write_mpii(root, [MPII_PERSON]),
            headbox_file=str(root / name),
            test_mode=True,
        )

    def test_the_head_size_is_a_part_of_the_diagonal(self, tmp_path: Path) -> None:
        write_head_boxes(tmp_path / 'gt.mat', [[[10, 10], [40, 50]]])
        head_size = self._dataset(tmp_path)[0]['head_size']
        np.testing.assert_allclose(head_size, 0.6 * 50)

    def test_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError, match='gt.mat.*headbox_file'):
            self._dataset(tmp_path)

    def test_other_people(self, tmp_path: Path) -> None:
        write_head_boxes(tmp_path / 'gt.mat', [[[10, 10], [40, 50]]] * 2)
        problem = r'gt.mat: headboxes_src has shape \(2, 2, 2\), expected \(2, 2, 1\)'
        with pytest.raises(AnnotationError, match=problem):
            self._dataset(tmp_path)

    def test_another_variable(self, tmp_path: Path) -> None:
        savemat(tmp_path / 'gt.mat', dict(preds=np.zeros((1, 16, 2))))
        with pytest.raises(
            AnnotationError, match='gt.mat is not a Matlab file with head'
        ):
            self._dataset(tmp_path)

    @pytest.mark.parametrize('content', [b'', b'{"a": 1}' * 40])
    def test_no_matlab_file(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / 'gt.mat').write_bytes(content)
        with pytest.raises(
            AnnotationError, match='gt.mat is not a Matlab file.*Use mpii'
        ):
            self._dataset(tmp_path)
