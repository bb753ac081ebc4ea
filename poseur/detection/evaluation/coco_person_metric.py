"""AP of keypoints and of boxes in one pass."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from mmdet.registry import METRICS
from mmengine.fileio import dump
from mmpose.evaluation.metrics import CocoMetric
from xtcocotools.cocoeval import COCOeval

from poseur.structures.pixel_coordinates import to_pixel_indices

PERSON = 'person'
FIELDS = ('bboxes', 'scores', 'labels', 'keypoints', 'keypoint_scores')
BOX_STATS = ('AP', 'AP .5', 'AP .75', 'AP (S)', 'AP (M)', 'AP (L)')
BOX_STATS += ('AR@1', 'AR@10', 'AR')


@METRICS.register_module()
class CocoPersonMetric(CocoMetric):
    """mmpose's ``CocoMetric`` for people detected in whole images, boxes included.

    ``pred_instances`` of a sample has N people: ``bboxes`` ``[N, 4]`` (x1, y1, x2, y2),
    ``scores`` and ``labels`` ``[N]``, ``keypoints`` ``[N, K, 2]`` and
    ``keypoint_scores`` ``[N, K]``, in continuous pixels of the original image (see
    :mod:`poseur.structures.pixel_coordinates`).

    Results are ``coco/keypoints_AP``, ``coco/keypoints_AP .5`` and so on with mmpose's
    names, then ``coco/bbox_AP``, ``coco/bbox_AP .5`` and so on. With ``outfile_prefix``
    the predictions are written to ``PREFIX.keypoints.json`` and ``PREFIX.bbox.json``.

    Args:
        ann_file: Annotations of people in COCO's keypoint format, or the description of
            images without annotations for ``format_only``.
        score_mode: How people are ranked for the AP of keypoints:
            ``'bbox_keypoint'``, the score of the box times the mean of those of the
            keypoints (Eq. 5 of the paper); ``'bbox'``, as Detectron2 does; or another
            of mmpose's modes. Boxes are ranked by their own score.
        keypoint_score_thr: Keypoints that score no more than this do not count for
            the mean.
        nms_mode: Suppression by the similarity of keypoints, beside that of boxes in
            the model: ``'none'``, ``'oks_nms'`` or ``'soft_oks_nms'``.
        **kwargs: As for :class:`mmpose.evaluation.CocoMetric`.

    Raises:
        ValueError: If the annotations have no category ``person``.
    """

    def __init__(
        self,
        ann_file: str,
        score_mode: str = 'bbox_keypoint',
        keypoint_score_thr: float = 0.0,
        nms_mode: str = 'none',
        **kwargs,
    ) -> None:
        super().__init__(
            ann_file=ann_file,
            score_mode=score_mode,
            keypoint_score_thr=keypoint_score_thr,
            nms_mode=nms_mode,
            **kwargs,
        )
        ids = self.coco.getCatIds(catNms=[PERSON])
        if not ids:
            raise ValueError(
                f'{ann_file} has no category {PERSON!r}. Use the annotations of people '
                'as ann_file of the evaluator.'
            )
        self._category_id = ids[0]

    def process(self, data_batch: object, data_samples: Sequence[dict]) -> None:
        """Take the predictions on some images.

        Args:
            data_batch: Not used.
            data_samples: Data samples as dictionaries.

        Raises:
            ValueError: If the predictions do not fit the dataset.
        """
        super().process(data_batch, [self._as_mmpose(s) for s in data_samples])

    def _as_mmpose(self, sample: dict) -> dict:
        """The sample as a bottom-up model of mmpose would give it."""
        found = sample['pred_instances']
        people = {name: found[name].numpy(force=True) for name in FIELDS}
        self._check(people, sample)
        boxes = people['bboxes']
        return dict(
            id=[sample['img_id']],
            img_id=sample['img_id'],
            category_id=self._category_id,
            pred_instances=dict(
                keypoints=to_pixel_indices(people['keypoints']),
                keypoint_scores=people['keypoint_scores'],
                bboxes=boxes,
                bbox_scores=people['scores'],
            ),
            gt_instances=dict(bbox_scales=boxes[:, 2:] - boxes[:, :2]),
        )

    def _check(self, people: dict[str, np.ndarray], sample: dict) -> None:
        predicted = people['keypoints'].shape[1]
        expected = self.dataset_meta['num_keypoints']
        if predicted != expected:
            raise ValueError(
                f'{sample.get("img_path")}: the model predicts {predicted} keypoints, '
                f'the metainfo of the dataset says {expected}. Give both the same '
                'metainfo.'
            )
        if people['labels'].any():
            raise ValueError(
                f'{sample.get("img_path")}: the model predicts the classes '
                f'{np.unique(people["labels"]).tolist()}, the dataset has only 0, '
                f'{PERSON}. Set num_classes=1 in the heads of the model.'
            )

    def compute_metrics(self, results: list[tuple[dict, dict]]) -> dict[str, float]:
        """Evaluate keypoints, then boxes.

        Args:
            results: Predictions on all images.

        Returns:
            The statistics by name; none with ``format_only``.
        """
        keypoints = super().compute_metrics(results)
        boxes = self._box_results([people for people, _ in results])
        if self.outfile_prefix is not None:
            dump(boxes, f'{self.outfile_prefix}.bbox.json')
        if self.format_only:
            return {}
        named = {f'keypoints_{name}': value for name, value in keypoints.items()}
        stats = self._evaluate_boxes(boxes)
        return named | {f'bbox_{name}': value for name, value in stats.items()}

    def _box_results(self, images: list[dict]) -> list[dict]:
        """All boxes in COCO's result format."""
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
        """COCO's statistics of boxes, -1 where there is nothing to find."""
        evaluation = COCOeval(self.coco, self.coco.loadRes(boxes), 'bbox')
        evaluation.params.catIds = [self._category_id]
        evaluation.params.useSegm = None
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
        return dict(zip(BOX_STATS, evaluation.stats[: len(BOX_STATS)], strict=True))
