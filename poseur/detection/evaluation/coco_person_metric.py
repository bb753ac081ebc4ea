"""AP of keypoints and AP of boxes in one evaluation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from mmdet.registry import METRICS
from mmpose.evaluation.metrics import CocoMetric

from poseur.evaluation.checked_coco import CheckedAnnotationsMixin
from poseur.evaluation.engines import coco_statistics
from poseur.structures.files import write_text
from poseur.structures.pixel_coordinates import to_pixel_indices

PERSON = 'person'
FIELDS = ('bboxes', 'scores', 'labels', 'keypoints', 'keypoint_scores')
BOX_AP = ('AP', 'AP .5', 'AP .75', 'AP (S)', 'AP (M)', 'AP (L)')
BOX_STATS = (*BOX_AP, 'AR@1', 'AR@10', 'AR')


@METRICS.register_module()
class CocoPersonMetric(CheckedAnnotationsMixin, CocoMetric):
    """mmpose's ``CocoMetric`` for people detected in whole images, with box AP.

    ``pred_instances`` of a sample holds N people: ``bboxes`` ``[N, 4]`` (x1, y1, x2,
    y2), ``scores`` and ``labels`` ``[N]``, ``keypoints`` ``[N, K, 2]`` and
    ``keypoint_scores`` ``[N, K]``, in continuous pixels of the original image (see
    :mod:`poseur.structures.pixel_coordinates`).

    The results are ``coco/keypoints_AP``, ``coco/keypoints_AP .5`` and so on with
    mmpose's names, followed by ``coco/bbox_AP``, ``coco/bbox_AP .5`` and so on. With
    ``outfile_prefix`` the predictions are written to ``PREFIX.keypoints.json`` and
    ``PREFIX.bbox.json``.

    Args:
        ann_file: Annotations of people in COCO's keypoint format; with
            ``format_only``, a file that lists images without annotations is enough.
        score_mode: Ranking of people for keypoint AP: ``'bbox_keypoint'``, the box
            score times the mean keypoint score (Eq. 5 of the paper); ``'bbox'``, as in
            Detectron2; or another mode of mmpose. Boxes are ranked by the box score.
        keypoint_score_thr: Keypoint scores up to this threshold are excluded from the
            mean.
        nms_mode: Suppression by keypoint similarity, in addition to the suppression of
            boxes in the model: ``'none'``, ``'oks_nms'`` or ``'soft_oks_nms'``.
        **kwargs: As for :class:`mmpose.evaluation.CocoMetric`.

    Raises:
        AnnotationError: If the file cannot be evaluated, such as one without the
            category ``person``.
    """

    PERSON_NAME = PERSON

    def __init__(
        self,
        ann_file: str | None,
        score_mode: str = 'bbox_keypoint',
        keypoint_score_thr: float = 0.0,
        nms_mode: str = 'none',
        **kwargs: Any,
    ) -> None:
        super().__init__(
            ann_file=ann_file,
            score_mode=score_mode,
            keypoint_score_thr=keypoint_score_thr,
            nms_mode=nms_mode,
            **kwargs,
        )

    @property
    def _category_id(self) -> int:
        return self.coco.getCatIds(catNms=[PERSON])[0]

    def process(self, data_batch: object, data_samples: Sequence[dict]) -> None:
        """Store the predictions of a batch.

        Args:
            data_batch: Not used.
            data_samples: Data samples as dictionaries.

        Raises:
            ValueError: If the predictions do not fit the dataset.
        """
        super().process(data_batch, [self._as_mmpose(s) for s in data_samples])

    def _as_mmpose(self, sample: dict) -> dict:
        """Convert a sample to the output format of mmpose's bottom-up models."""
        instances = sample['pred_instances']
        predicted = {name: instances[name].numpy(force=True) for name in FIELDS}
        self._check(predicted, sample)
        boxes = predicted['bboxes']
        return dict(
            id=[sample['img_id']],
            img_id=sample['img_id'],
            category_id=self._category_id,
            pred_instances=dict(
                keypoints=to_pixel_indices(predicted['keypoints']),
                keypoint_scores=predicted['keypoint_scores'],
                bboxes=boxes,
                bbox_scores=predicted['scores'],
            ),
            gt_instances=dict(bbox_scales=boxes[:, 2:] - boxes[:, :2]),
        )

    def _check(self, predicted: dict[str, np.ndarray], sample: dict) -> None:
        num_keypoints = predicted['keypoints'].shape[1]
        expected = self.dataset_meta['num_keypoints']
        if num_keypoints != expected:
            raise ValueError(
                f'{sample.get("img_path")}: the model predicts {num_keypoints} '
                f'keypoints, the metainfo of the dataset says {expected}. Give both '
                'the same metainfo.'
            )
        if predicted['labels'].any():
            raise ValueError(
                f'{sample.get("img_path")}: the model predicts the classes '
                f'{np.unique(predicted["labels"]).tolist()}, the dataset has only 0, '
                f'{PERSON}. Set num_classes=1 in the heads of the model.'
            )

    def compute_metrics(self, results: list[tuple[dict, dict]]) -> dict[str, float]:
        """Evaluate keypoints, then boxes.

        Args:
            results: Predictions on all images.

        Returns:
            The statistics by name; empty with ``format_only``.
        """
        keypoints = super().compute_metrics(results)
        boxes = self._box_results([predicted for predicted, _ in results])
        if self.outfile_prefix is not None:
            write_text(f'{self.outfile_prefix}.bbox.json', json.dumps(boxes))
        if self.format_only:
            return {}
        named = {f'keypoints_{name}': value for name, value in keypoints.items()}
        stats = self._evaluate_boxes(boxes)
        return named | {f'bbox_{name}': value for name, value in stats.items()}

    def _box_results(self, images: list[dict]) -> list[dict]:
        """Return all boxes in COCO's result format."""
        return [
            dict(
                image_id=image['img_id'],
                category_id=self._category_id,
                bbox=box.tolist(),
                score=float(score),
            )
            for image in images
            for box, score in zip(image['bbox'], image['bbox_scores'], strict=True)
        ]

    def _evaluate_boxes(self, boxes: list[dict]) -> dict[str, float]:
        """Return COCO's statistics of boxes, -1 without ground truth."""
        self._log_engine('boxes')
        stats = coco_statistics(
            self.coco,
            boxes,
            'bbox',
            engine=self.engine,
            categories=[self._category_id],
        )
        return dict(zip(BOX_STATS, stats[: len(BOX_STATS)], strict=True))
