"""Annotation files agree with the images, with each other and with COCO."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest
from mmpose.datasets import MpiiDataset
from scipy.io import loadmat
from xtcocotools.coco import COCO
from xtcocotools.cocoeval import COCOeval

from poseur.synthetic import render_scene
from poseur.synthetic.annotations import coco_annotations, mask_polygons
from poseur.synthetic.keypoints import COCO_NAMES, MPII_NAMES

SIGMAS = np.array(
    [26, 25, 25, 35, 35, 79, 79, 72, 72, 62, 62, 107, 107, 87, 87, 89, 89]
)


@pytest.fixture(scope='module')
def coco(synthetic_data):
    return COCO(str(synthetic_data / 'annotations/person_keypoints_val.json'))


def test_category_names_the_joints(coco):
    (category,) = coco.loadCats(coco.getCatIds())
    assert tuple(category['keypoints']) == COCO_NAMES
    assert category['keypoints'][5] == 'left_shoulder'
    links = {
        tuple(sorted(COCO_NAMES[k - 1] for k in pair)) for pair in category['skeleton']
    }
    assert ('left_elbow', 'left_wrist') in links and len(links) == 19


def test_keypoints_boxes_and_areas_are_consistent(coco):
    assert len(coco.anns) >= 14
    for annotation in coco.anns.values():
        image = coco.imgs[annotation['image_id']]
        x, y, flag = np.reshape(annotation['keypoints'], (17, 3)).T
        assert set(flag) <= {0, 1, 2}
        assert annotation['num_keypoints'] == (flag > 0).sum() > 0
        assert (x[flag == 0] == 0).all() and (y[flag == 0] == 0).all()
        assert (x >= 0).all() and (x <= image['width'] - 1).all()
        assert (y >= 0).all() and (y <= image['height'] - 1).all()
        corners = np.concatenate(
            [np.reshape(p, (-1, 2)) for p in annotation['segmentation']]
        )
        left, top, width, height = annotation['bbox']
        np.testing.assert_allclose(corners.min(0), (left, top))
        np.testing.assert_allclose(corners.max(0), (left + width, top + height))
        mask = coco.annToMask(annotation)
        assert annotation['area'] == pytest.approx(mask.sum(), rel=0.04, abs=8)


def test_polygons_outline_what_the_picture_shows():
    for index in range(8):
        scene = render_scene(11, index)
        for annotation, mask in zip(coco_annotations(scene), scene.masks, strict=True):
            drawn = np.zeros(mask.shape, np.uint8)
            for polygon in annotation['segmentation']:
                corners = np.reshape(polygon, (-1, 2)) * 2 - 0.5
                cv2.fillPoly(drawn, [np.rint(corners).astype(np.int32)], 1)
            assert (drawn & mask).sum() > 0.97 * mask.sum()
            rows, columns = np.nonzero(mask)
            left, top, width, height = annotation['bbox']
            tight = (columns.min() / 2, rows.min() / 2)
            assert left >= tight[0] and top >= tight[1]
            assert left + width <= (columns.max() + 1) / 2
            assert top + height <= (rows.max() + 1) / 2


def test_polygon_of_a_rectangle_is_exact():
    mask = np.zeros((40, 40), bool)
    mask[10:20, 6:36] = True
    mask[14:16, 10:12] = False
    (polygon,) = mask_polygons(mask)
    assert cv2.contourArea(polygon) == 5 * 15
    assert polygon.min(0).tolist() == [3, 5] and polygon.max(0).tolist() == [18, 10]


def test_ground_truth_as_prediction_has_ap_one(coco):
    results = [
        {
            'image_id': a['image_id'],
            'category_id': 1,
            'keypoints': a['keypoints'],
            'score': 1.0,
        }
        for a in coco.anns.values()
    ]
    evaluation = COCOeval(
        coco, coco.loadRes(results), 'keypoints', SIGMAS / 1000, use_area=True
    )
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    assert evaluation.stats[0] == pytest.approx(1.0)


def test_mpii_joints_are_the_coco_joints_counted_from_one(synthetic_data, coco):
    records = json.loads(
        (synthetic_data / 'annotations/mpii_val.json').read_text(encoding='utf-8')
    )
    assert len(records) == len(coco.anns)
    for record, annotation in zip(records, coco.anns.values(), strict=True):
        assert record['image'] == coco.imgs[annotation['image_id']]['file_name']
        keypoints = np.reshape(annotation['keypoints'], (17, 3))
        for k, name in enumerate(MPII_NAMES):
            if name not in COCO_NAMES:
                continue
            x, y, flag = keypoints[COCO_NAMES.index(name)]
            assert record['joints_vis'][k] == (flag > 0)
            expected = (x + 1, y + 1) if flag else (-1, -1)
            np.testing.assert_allclose(record['joints'][k], expected, atol=0.011)
        if min(record['joints_vis']) == 1:
            joints = np.array(record['joints'])
            hips = joints[[2, 3]].mean(0)
            np.testing.assert_allclose(joints[6], hips, atol=1.0)
            low = np.array(record['center']) - 100 * record['scale']
            assert (joints >= low).all()
            assert (joints <= low + 200 * record['scale']).all()


def test_head_boxes_hold_the_face(synthetic_data):
    folder = synthetic_data / 'annotations'
    records = json.loads((folder / 'mpii_val.json').read_text(encoding='utf-8'))
    boxes = loadmat(folder / 'mpii_gt_val.mat')['headboxes_src']
    assert boxes.shape == (2, 2, len(records))
    for k, record in enumerate(records):
        (left, top), (right, bottom) = boxes[..., k]
        assert 0.05 < (bottom - top) / (200 * record['scale']) < 0.3
        if record['joints_vis'][9]:
            x, y = record['joints'][9]
            assert left - 1 <= x <= right + 1 and top - 1 <= y <= bottom + 1


def test_mmpose_reads_the_mpii_files(synthetic_data):
    dataset = MpiiDataset(
        data_root=str(synthetic_data),
        ann_file='annotations/mpii_val.json',
        headbox_file=str(synthetic_data / 'annotations/mpii_gt_val.mat'),
        data_prefix=dict(img='val/'),
        test_mode=True,
    )
    sample = dataset[0]
    assert sample['keypoints'].shape == (1, 16, 2)
    assert cv2.imread(sample['img_path']).shape == (192, 256, 3)
    assert 3 < sample['head_size'].item() < 40
