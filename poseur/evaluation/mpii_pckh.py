"""PCKh: the share of MPII's joints found within a part of the head size."""

from __future__ import annotations

import numpy as np
from mmengine.evaluator import BaseMetric
from mmengine.logging import print_log
from mmpose.registry import METRICS

from .mpii_predictions import check_ending, write_predictions
from .pckh import head_distances, pckh_scores
from .score_table import score_table

MEASURED = ('predicted', 'labels', 'labeled', 'head_size')


@METRICS.register_module()
class MpiiPCKh(BaseMetric):
    """PCKh@0.5 and PCKh@0.1 as in the evaluation that papers on MPII share.

    A joint is found if its distance from the label is at most a share of the head
    size, 0.6 x the diagonal of the annotated head box. The score of a group is the
    mean over its joints; ``Mean`` is over all labeled joints of all people but pelvis
    and thorax, so ``upper_neck`` counts there and in no group. Joints without a label
    and people without a head box count nowhere, neither as found nor as missed.

    Predictions and labels are pixels from 0, as :class:`CheckedMpiiDataset` gives
    them; mmpose's ``MpiiPCKAccuracy`` expects labels from 1 and would be off by one.

    Args:
        outfile: File for the predictions in the official convention, pixels from 1,
            in the order of the annotations: ``.mat`` with ``preds [N, K, 2]`` or
            ``.json``. None writes nothing.
        collect_device: Where results of several processes meet, ``cpu`` or ``gpu``.
        prefix: Goes before the names of the scores.
    """

    default_prefix = 'mpii'

    def __init__(
        self,
        outfile: str | None = None,
        collect_device: str = 'cpu',
        prefix: str | None = None,
    ) -> None:
        super().__init__(collect_device=collect_device, prefix=prefix)
        check_ending(outfile)
        self.outfile = outfile
        self._num_people: int | None = None

    def process(self, data_batch: object, data_samples: list[dict]) -> None:
        """Note predictions and labels of a batch.

        Args:
            data_batch: Not used.
            data_samples: Samples with ``id``, ``img_path``, ``gt_instances``
                (``keypoints``, ``keypoints_visible``, ``head_size``) and
                ``pred_instances`` (``keypoints``, ``keypoint_scores``).

        Raises:
            ValueError: If a prediction is missing, has another shape than the label
                or is not finite, or if there is no head size.
        """
        for sample in data_samples:
            labels = sample['gt_instances']
            visible = np.asarray(labels['keypoints_visible'])[0]
            predicted = sample.get('pred_instances', {}).get('keypoints')
            _check_sample(sample, predicted)
            self.results.append(
                dict(
                    id=sample['id'],
                    img_path=sample['img_path'],
                    predicted=np.asarray(predicted)[0],
                    scores=np.asarray(sample['pred_instances']['keypoint_scores'])[0],
                    labeled=visible.reshape(len(visible), -1)[:, 0] > 0,
                    labels=np.asarray(labels['keypoints'])[0],
                    head_size=float(np.asarray(labels['head_size']).item()),
                )
            )

    def evaluate(self, size: int) -> dict[str, float]:
        """Score all people.

        Args:
            size: Number of people in the dataset.

        Returns:
            The scores, in percent.
        """
        self._num_people = size
        return super().evaluate(size)

    def compute_metrics(self, results: list[dict]) -> dict[str, float]:
        """Score all people, print a table and write the file asked for.

        Args:
            results: What :meth:`process` noted.

        Returns:
            ``PCKh@0.5``, ``PCKh@0.1`` and, at 0.5, every group that has a label.

        Raises:
            ValueError: If people are missing, none can be scored or the joints are not
                MPII's.
        """
        unique = {person['id']: person for person in results}
        people = [unique[number] for number in sorted(unique)]
        if len(people) != self._num_people:
            raise ValueError(
                f'Predictions of {len(people)} people for {self._num_people} of the '
                'dataset. Predict every person once and with the same dataset.'
            )
        if self.outfile:
            write_predictions(people, self.outfile)
        distances = head_distances(
            *(np.stack([person[key] for person in people]) for key in MEASURED)
        )
        joints = self.dataset_meta['keypoint_name2id']
        scores = {share: pckh_scores(distances, joints, share) for share in (0.5, 0.1)}
        table = {f'PCKh@{share}': list(row.values()) for share, row in scores.items()}
        unscored = int(np.isnan(distances).all(1).sum())
        print_log(
            f'{len(people)} people, {unscored} without head box or labels\n'
            + score_table('', list(scores[0.5]), table, digits=2),
            logger='current',
        )
        groups = {k: v for k, v in scores[0.5].items() if not np.isnan(v)}
        mean = groups.pop('Mean')
        return {'PCKh@0.5': mean, 'PCKh@0.1': scores[0.1]['Mean'], **groups}


def _check_sample(sample: dict, predicted: np.ndarray | None) -> None:
    labels = sample['gt_instances']
    place = f'Person {sample["id"]} ({sample["img_path"]})'
    if 'head_size' not in labels:
        raise ValueError(
            f'{place} has no head_size. Set headbox_file (mpii_gt_val.mat) and '
            'test_mode=True in the test dataset, and end its pipeline with '
            'PackPoseInputs.'
        )
    shape = None if predicted is None else np.shape(predicted)
    if shape != np.shape(labels['keypoints']):
        raise ValueError(
            f'{place} needs predicted keypoints of shape '
            f'{np.shape(labels["keypoints"])}, found {shape}. Test with a model of as '
            'many keypoints as the dataset, which predicts each person once.'
        )
    if not np.isfinite(predicted).all():
        raise ValueError(
            f'{place} has predicted keypoints that are not finite. Test another '
            'checkpoint: this one has diverged.'
        )
