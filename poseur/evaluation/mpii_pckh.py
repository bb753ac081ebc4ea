"""MPII's metric: PCKh, the share of joints found within a share of the head size."""

from __future__ import annotations

import json
import os.path as osp
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from mmengine.evaluator import BaseMetric
from mmengine.logging import print_log
from mmpose.registry import METRICS
from scipy.io import savemat

from poseur.structures.files import PartialFile, check_writable, write_text

from .coverage import leaf_datasets
from .pckh import count_joints, head_distances, pckh_scores, require_joints
from .score_table import score_table

SHARES = (0.5, 0.1)
SCORED_FIELDS = ('predicted', 'labels', 'labeled', 'head_size')
OUTFILE_SUFFIXES = ('.mat', '.json')


@METRICS.register_module()
class MpiiPCKh(BaseMetric):
    """PCKh@0.5 and PCKh@0.1, following the evaluation that papers on MPII share.

    A joint is found if its distance from the label is at most a share of the head
    size, which is 0.6 x the diagonal of the annotated head box. The score of a group is
    the mean over its joints. ``Mean`` is over all labeled joints of all people except
    pelvis and thorax; ``upper_neck`` counts there and in no group. Joints without a
    label and people without a head box are not scored, neither as found nor as missed.

    Predictions and labels are pixels counted from 0, as in
    :class:`~poseur.datasets.CheckedMpiiDataset`. mmpose's ``MpiiPCKAccuracy`` expects
    labels counted from 1 and would be off by one pixel.

    Args:
        outfile: File for the predictions in the official convention, pixels counted
            from 1 and people in the order of the annotations: ``.mat`` with ``preds
            [N, K, 2]``, or ``.json``. None writes no file.
        collect_device: Device on which the results of several processes are gathered,
            ``cpu`` or ``gpu``.
        prefix: Prefix of the names of the scores.

    Raises:
        ValueError: If ``outfile`` has another suffix.
    """

    default_prefix = 'mpii'

    def __init__(
        self,
        outfile: str | None = None,
        collect_device: str = 'cpu',
        prefix: str | None = None,
    ) -> None:
        super().__init__(collect_device=collect_device, prefix=prefix)
        if outfile is not None and not outfile.endswith(OUTFILE_SUFFIXES):
            raise ValueError(
                f'outfile={outfile!r} of MpiiPCKh must end with '
                f'{" or ".join(OUTFILE_SUFFIXES)}.'
            )
        self.outfile = outfile
        self._num_instances: int | None = None

    def check_data(self, dataset: Any, phase: str) -> None:
        """Check that the dataset has the joints of MPII and the sizes of heads.

        Args:
            dataset: The dataset, or a wrapper of several.
            phase: ``val`` or ``test``, for the keys in messages.

        Raises:
            ValueError: If it has not.
            OSError: If ``outfile`` cannot be written.
        """
        require_joints(dataset.metainfo['keypoint_name2id'])
        if self.outfile is not None:
            check_writable(self.outfile)
        for key, leaf in leaf_datasets(dataset, f'{phase}_dataloader.dataset'):
            if 'head_size' not in leaf.get_data_info(0):
                raise ValueError(
                    f'{key} has no sizes of heads, which MpiiPCKh needs. Set '
                    f'{key}.headbox_file (mpii_gt_val.mat) and {key}.test_mode=True.'
                )

    def process(self, data_batch: object, data_samples: Sequence[Mapping]) -> None:
        """Store predictions and labels of a batch.

        Args:
            data_batch: Not used.
            data_samples: Samples with ``id``, ``img_path``, ``gt_instances``
                (``keypoints``, ``keypoints_visible``, ``head_size``) and
                ``pred_instances`` (``keypoints``, ``keypoint_scores``).

        Raises:
            ValueError: If a prediction is missing, differs in shape from the label or
                is not finite, or if the head size is missing.
        """
        for sample in data_samples:
            labels = sample['gt_instances']
            visible = np.asarray(labels['keypoints_visible'])[0]
            predicted = _checked_predictions(sample)
            self.results.append(
                dict(
                    id=sample['id'],
                    img_path=sample['img_path'],
                    predicted=predicted[0],
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
            The scores in percent.
        """
        self._num_instances = size
        return super().evaluate(size)

    def count(
        self, data_samples: Sequence[Mapping]
    ) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Count the joints of each person, from which the scores are computed.

        Args:
            data_samples: All people, as for :meth:`process`.

        Returns:
            The joints found under the name of each score, ``mpii/PCKh@0.5`` and
            ``mpii/PCKh@0.1``, and the joints scored, int ``[N]`` each, in the order of
            the people's ids.
        """
        self.process(None, sorted(data_samples, key=lambda sample: sample['id']))
        distances = distances_of(self.results)
        self.results.clear()
        joints = self.dataset_meta['keypoint_name2id']
        counts = {share: count_joints(distances, joints, share) for share in SHARES}
        found = {f'{self.prefix}/PCKh@{share}': n for share, (n, _) in counts.items()}
        return found, counts[SHARES[0]][1]

    def compute_metrics(self, results: list[dict]) -> dict[str, float]:
        """Score all people, log a table and write ``outfile``.

        Args:
            results: The dictionaries that :meth:`process` stored.

        Returns:
            ``PCKh@0.5``, ``PCKh@0.1`` and the PCKh@0.5 of every group with a label.

        Raises:
            ValueError: If people are missing, none can be scored or the joints are not
                MPII's.
        """
        by_id = {result['id']: result for result in results}
        instances = [by_id[identity] for identity in sorted(by_id)]
        if len(instances) != self._num_instances:
            raise ValueError(
                f'Predictions of {len(instances)} people for {self._num_instances} of '
                'the dataset. Predict every person once and with the same dataset.'
            )
        if self.outfile:
            write_predictions(instances, self.outfile)
        distances = distances_of(instances)
        joints = self.dataset_meta['keypoint_name2id']
        scores = {share: pckh_scores(distances, joints, share) for share in SHARES}
        table = {f'PCKh@{share}': list(row.values()) for share, row in scores.items()}
        num_unscored = int(np.isnan(distances).all(1).sum())
        print_log(
            f'{len(instances)} people, {num_unscored} without head box or labels\n'
            + score_table('', list(scores[0.5]), table, digits=2),
            logger='current',
        )
        groups = {k: v for k, v in scores[0.5].items() if not np.isnan(v)}
        mean = groups.pop('Mean')
        return {'PCKh@0.5': mean, 'PCKh@0.1': scores[0.1]['Mean'], **groups}


def distances_of(instances: list[dict]) -> np.ndarray:
    """Return distances in head sizes ``[N, K]`` of the results of a process."""
    return head_distances(
        *(np.stack([each[name] for each in instances]) for name in SCORED_FIELDS)
    )


def write_predictions(instances: list[dict], outfile: str) -> None:
    """Write predictions with pixels counted from 1, as in MPII's Matlab files.

    Args:
        instances: People in the order of the annotations, with ``img_path``,
            ``predicted`` ``[K, 2]`` (pixels counted from 0) and ``scores`` ``[K]``.
        outfile: ``.mat`` for one array ``preds`` ``[N, K, 2]``; ``.json`` for a list
            of ``image``, ``joints`` ``[K][2]`` and ``scores`` ``[K]``.
    """
    joints = np.stack([instance['predicted'] for instance in instances]) + 1
    if outfile.endswith('.mat'):
        with PartialFile(outfile) as partial:
            savemat(partial, dict(preds=joints))
        return
    entries = [
        dict(
            image=osp.basename(instance['img_path']),
            joints=points.tolist(),
            scores=instance['scores'].tolist(),
        )
        for instance, points in zip(instances, joints, strict=True)
    ]
    write_text(outfile, json.dumps(entries))


def _checked_predictions(sample: Mapping) -> np.ndarray:
    """Return the predicted keypoints ``[1, K, 2]`` if they fit the labels."""
    labels = sample['gt_instances']
    place = f'Person {sample["id"]} ({sample["img_path"]})'
    if 'head_size' not in labels:
        raise ValueError(
            f'{place} has no head_size. Set headbox_file (mpii_gt_val.mat) and '
            'test_mode=True in the test dataset, and end its pipeline with '
            'PackPoseInputs.'
        )
    predicted = sample.get('pred_instances', {}).get('keypoints')
    shape = None if predicted is None else np.shape(predicted)
    if predicted is None or shape != np.shape(labels['keypoints']):
        raise ValueError(
            f'{place} needs predicted keypoints of shape '
            f'{np.shape(labels["keypoints"])}, found {shape}. Test a model with as '
            'many keypoints as the dataset that predicts each person once.'
        )
    predicted = np.asarray(predicted)
    if not np.isfinite(predicted).all():
        raise ValueError(
            f'{place} has predicted keypoints that are not finite. Test another '
            'checkpoint: this one has diverged.'
        )
    return predicted
