"""Merging of the predictions on several views of an image."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from mmdet.registry import MODELS
from mmdet.structures import DetDataSample
from mmengine.config import Config, ConfigDict
from mmengine.dataset import pseudo_collate
from mmengine.structures import InstanceData
from torch import nn

import poseur.datasets
import poseur.detection.keypoint_tta  # noqa: F401
from poseur.detection.datasets import CocoPersonDataset
from tests.helpers.drawn_people import (
    SWAPPED,
    draw,
    find_dots,
    person,
    write_images,
)

WIDTH, HEIGHT = 64, 48
POINTS = np.array([[30, 14], [18, 26], [43, 35]])
CONFIG = 'configs/mask_rcnn_poseur/_base_/tta.py'
TTA = ConfigDict(
    nms=dict(type='nms', iou_threshold=0.5), max_per_img=100, keypoint_iou_thr=0.7
)


class DotDetector(nn.Module):
    """Detects the dots of a drawn person; in a mirrored image, left and right swap.

    Like a real model, it predicts in pixels of the original image, mirrored if the
    input is.
    """

    def test_step(self, data: dict) -> list[DetDataSample]:
        for image, sample in zip(data['inputs'], data['data_samples'], strict=True):
            picture = image.permute(1, 2, 0).numpy()
            dots = torch.tensor(find_dots(picture)).float()
            if sample.flip:
                dots = dots[SWAPPED]
            points = dots / torch.tensor(sample.scale_factor)
            box = torch.cat([points.min(0).values, points.max(0).values])
            sample.pred_instances = instances([(points, box, 0.9, 0.8)])
        return data['data_samples']


def instances(people: list[tuple]) -> InstanceData:
    """Return predictions from keypoints, box, box score and keypoint score."""
    points, boxes, scores, keypoint_scores = zip(*people, strict=True)
    keypoints = torch.stack([torch.as_tensor(p).float() for p in points])
    confidence = torch.tensor(keypoint_scores)[:, None].repeat(1, 3)
    return InstanceData(
        keypoints=keypoints,
        bboxes=torch.stack([torch.as_tensor(box).float() for box in boxes]),
        scores=torch.tensor(scores),
        labels=torch.zeros(len(people), dtype=torch.long),
        keypoint_scores=confidence,
        keypoint_sigmas=(1 - confidence)[..., None].repeat(1, 1, 2),
    )


def view(predictions: InstanceData, flip: bool = False) -> DetDataSample:
    """Return the sample of one view with predictions."""
    meta = dict(flip=flip, flip_indices=SWAPPED, ori_shape=(HEIGHT, WIDTH))
    return DetDataSample(metainfo=meta, pred_instances=predictions)


def mirrored(predictions: InstanceData) -> InstanceData:
    """Return the predictions of a flip-equivariant model on the mirrored image."""
    result = predictions[:]
    x1, y1, x2, y2 = result.bboxes.unbind(1)
    result.bboxes = torch.stack([WIDTH - x2, y1, WIDTH - x1, y2], dim=1)
    for name in ('keypoints', 'keypoint_scores', 'keypoint_sigmas'):
        result[name] = result[name][:, SWAPPED]
    result.keypoints = result.keypoints * torch.tensor([-1, 1]) + torch.tensor(
        [WIDTH, 0]
    )
    return result


def merge(*views: DetDataSample) -> InstanceData:
    model = MODELS.build(
        dict(type='mmdet.KeypointTTAModel', module=DotDetector(), tta_cfg=TTA)
    )
    (merged,) = model.merge_preds([views])
    return merged.pred_instances


def two_people() -> InstanceData:
    far = POINTS / 4 + [50, 30]
    found = instances(
        [(POINTS, [10, 5, 50, 43], 0.9, 0.8), (far, [50, 30, 63, 44], 0.4, 0.6)]
    )
    found.keypoint_scores[0] = torch.tensor([0.9, 0.3, 0.7])
    return found


@pytest.mark.parametrize('count', [1, 2, 3])
def test_views_that_agree_give_what_one_of_them_gives(count: int) -> None:
    alone = two_people()
    views = [view(two_people()), view(mirrored(two_people()), flip=True)]
    merged = merge(*views * count)
    names = alone.keys()
    assert set(merged.keys()) == set(names)
    for name in names:
        torch.testing.assert_close(merged[name], alone[name], msg=name)


def test_keypoints_are_averaged_over_views() -> None:
    """Coordinates by the fifth power of the score, scores and sigmas equally."""
    box = [10, 5, 50, 43]
    first, second = (POINTS, box, 0.9, 0.9), (POINTS + 4, box, 0.6, 0.6)
    merged = merge(view(instances([first])), view(instances([second])))
    share = 0.6**5 / (0.6**5 + 0.9**5)
    np.testing.assert_allclose(merged.keypoints[0], POINTS + 4 * share, rtol=1e-5)
    np.testing.assert_allclose(merged.keypoint_scores, 0.75, rtol=1e-6)
    np.testing.assert_allclose(merged.keypoint_sigmas, 0.25, rtol=1e-6)
    assert merged.scores.tolist() == pytest.approx([0.9]), 'the best box, as in mmdet'


def test_a_view_that_misses_a_person_does_not_lend_its_neighbor() -> None:
    person_ = (POINTS, [10, 5, 50, 43], 0.9, 0.8)
    neighbor = (POINTS + 9, [18, 5, 58, 43], 0.8, 0.8)  # overlap 2/3
    merged = merge(view(instances([person_])), view(instances([neighbor])))
    np.testing.assert_allclose(merged.keypoints[0], POINTS, rtol=1e-6)


def test_views_without_people() -> None:
    empty = two_people()[:0]
    assert len(merge(view(empty), view(empty[:], flip=True))) == 0
    merged = merge(view(empty), view(mirrored(two_people()), flip=True))
    torch.testing.assert_close(merged.keypoints, two_people().keypoints)


def test_boxes_without_area_stay_themselves() -> None:
    points = [(POINTS, [5, 5, 5, 9], 0.9, 0.8), (POINTS + 9, [7, 5, 7, 9], 0.8, 0.8)]
    merged = merge(view(instances(points)), view(instances(points[:1])))
    np.testing.assert_allclose(merged.keypoints[0], POINTS, rtol=1e-6)


def test_masks_are_refused() -> None:
    people = two_people()
    people.masks = torch.zeros(2, HEIGHT, WIDTH, dtype=torch.bool)
    with pytest.raises(ValueError, match='cannot merge masks'):
        merge(view(people))


def test_the_pipeline_of_the_configs(tmp_path: Path, repo_root: Path) -> None:
    """Dots detected in all views of the config are merged to their true locations."""
    cfg = Config.fromfile(repo_root / CONFIG)
    pictures = [draw(POINTS, WIDTH, HEIGHT), draw(POINTS[::-1], 61, 53)]
    people = [[person(POINTS, [10, 5, 40, 38])]] * 2
    resizes = cfg.tta_pipeline[1].transforms[0]
    assert [resize.scale for resize in resizes[::8]] == [(4000, 400), (4000, 1200)]
    cfg.tta_pipeline[1].transforms[0] = resizes[:2]
    dataset = CocoPersonDataset(
        **write_images(tmp_path, pictures, people),
        test_mode=True,
        pipeline=cfg.tta_pipeline,
    )
    batch = pseudo_collate([dataset[0], dataset[1]])
    assert [len(views) for views in batch['inputs']] == [2] * 4
    model = MODELS.build(dict(cfg.tta_model, module=DotDetector()))
    for merged, points in zip(
        model.test_step(batch), (POINTS, POINTS[::-1]), strict=True
    ):
        keypoints = merged.pred_instances.keypoints
        np.testing.assert_allclose(keypoints[0], points + 0.5, atol=0.02)
        assert len(keypoints) == 1
