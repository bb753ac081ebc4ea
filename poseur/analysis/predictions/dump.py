"""Predictions and labels of a test as arrays."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

AREA_OF_BOX = 0.53  # of a person, where there is no area; as mmpose has it


@dataclass(frozen=True, eq=False)
class PredictedPeople:
    """``N`` people with ``K`` keypoints each; coordinates in pixels of the images.

    Attributes:
        names: Names of the keypoints.
        ids: Numbers of the samples ``[N]``.
        paths: Images of the people.
        keypoints: Predictions ``[N, K, 2]``.
        scores: Keypoint scores as tested ``[N, K]``.
        sigmas: Predicted scales ``[N, K, 2]``; None for models without.
        labels: True coordinates ``[N, K, 2]``.
        labeled: Which keypoints have a label, bool ``[N, K]``.
        occluded: Which labeled keypoints are marked as hidden, bool ``[N, K]``; None
            where the annotations do not say.
        centers: Centers of the crops ``[N, 2]``.
        crops: Width and height of the crops ``[N, 2]``.
        areas: Areas of the people ``[N]``.
        head_sizes: Head sizes ``[N]``, NaN for people without; None for data without.
        oks_sigmas: COCO's constants of the keypoints ``[K]``.
        mirrored: The keypoint on the other side, for each keypoint ``[K]``.
    """

    names: tuple[str, ...]
    ids: np.ndarray
    paths: tuple[str, ...]
    keypoints: np.ndarray
    scores: np.ndarray
    sigmas: np.ndarray | None
    labels: np.ndarray
    labeled: np.ndarray
    occluded: np.ndarray | None
    centers: np.ndarray
    crops: np.ndarray
    areas: np.ndarray
    head_sizes: np.ndarray | None
    oks_sigmas: np.ndarray
    mirrored: np.ndarray

    @classmethod
    def read(cls, path: str | Path, metainfo: Mapping) -> PredictedPeople:
        """Read what ``tools/test.py --dump`` wrote.

        Args:
            path: The file: a pickle, so it must be one of your own.
            metainfo: Parsed metainfo of the dataset.

        Raises:
            ValueError: If the predictions cannot be compared with labels.
        """
        return cls.from_samples(pickle.loads(Path(path).read_bytes()), metainfo, path)

    @classmethod
    def from_samples(
        cls, samples: Sequence[Mapping], metainfo: Mapping, source: str | Path
    ) -> PredictedPeople:
        """Stack the samples of a test; see :meth:`read`."""
        names = tuple(
            metainfo['keypoint_id2name'][k] for k in range(len(metainfo['sigmas']))
        )
        for sample in samples:
            _check(sample, len(names), source)
        predictions = [sample['pred_instances'] for sample in samples]
        truths = [sample['gt_instances'] for sample in samples]
        visible = _first(truths, 'keypoints_visible').reshape(
            len(truths), len(names), -1
        )
        heads = _first(truths, 'head_size')
        people = cls(
            names=names,
            ids=np.array([sample['id'] for sample in samples]),
            paths=tuple(sample['img_path'] for sample in samples),
            keypoints=_first(predictions, 'keypoints'),
            scores=_first(predictions, 'keypoint_scores'),
            sigmas=_first(predictions, 'keypoint_sigmas'),
            labels=_first(truths, 'keypoints'),
            labeled=visible[..., 0] > 0,
            occluded=_occluded(samples, len(names)),
            centers=np.stack([np.ravel(sample['input_center']) for sample in samples]),
            crops=np.stack([np.ravel(sample['input_scale']) for sample in samples]),
            areas=np.array([_area(sample) for sample in samples]),
            head_sizes=None if heads is None else heads.ravel(),
            oks_sigmas=np.asarray(metainfo['sigmas'], float),
            mirrored=np.asarray(metainfo['flip_indices']),
        )
        if not people.labeled.any():
            raise ValueError(
                f'{source}: no keypoint is labeled. Those of detections never are: '
                'test with annotated boxes, --cfg-options '
                'test_dataloader.dataset.bbox_file=None, or with other data.'
            )
        return people

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def normalized_sigmas(self) -> np.ndarray | None:
        """Scales relative to width and height of the crops ``[N, K, 2]``."""
        return None if self.sigmas is None else self.sigmas / self.crops[:, None]

    @property
    def normalized_errors(self) -> np.ndarray:
        """Distances along x and y by the size of the crops; NaN unlabeled."""
        errors = np.abs(self.keypoints - self.labels) / self.crops[:, None]
        return np.where(self.labeled[..., None], errors, np.nan)

    def replace(self, **changes: object) -> PredictedPeople:
        """The same people with some attributes changed."""
        return dataclasses.replace(self, **changes)


def _check(sample: Mapping, num_keypoints: int, source: str | Path) -> None:
    """Refuse a sample whose prediction has no label to compare with."""
    place = f'{source}: sample {sample.get("id")} ({sample.get("img_path")})'
    if 'gt_instances' not in sample or 'input_scale' not in sample:
        raise ValueError(
            f'{place} is not that of one person in a crop. Test a top-down model, with '
            'PackPoseInputs at the end of its pipeline.'
        )
    shape = np.shape(sample['pred_instances']['keypoints'])
    if shape != (1, num_keypoints, 2):
        raise ValueError(
            f'{place} has predicted keypoints of shape {list(shape)}, expected '
            f'{[1, num_keypoints, 2]}. Use the config that the test was run with.'
        )


def _first(instances: Sequence[Mapping], key: str) -> np.ndarray | None:
    """A field of the only person of every sample; None where there is no such field."""
    if key not in instances[0]:
        return None
    return np.stack([np.asarray(each[key], float)[0] for each in instances])


def _occluded(samples: Sequence[Mapping], num_keypoints: int) -> np.ndarray | None:
    """Keypoints of COCO's visibility 1: labeled, but hidden."""
    raw = [
        np.ravel(sample.get('raw_ann_info', {}).get('keypoints', ()))
        for sample in samples
    ]
    if any(len(values) != 3 * num_keypoints for values in raw):
        return None
    return np.stack(raw).reshape(len(raw), -1, 3)[..., 2] == 1


def _area(sample: Mapping) -> float:
    raw = sample.get('raw_ann_info', {})
    if 'area' in raw:
        return float(raw['area'])
    left, top, right, bottom = np.ravel(sample['gt_instances']['bboxes'][0])
    return float(AREA_OF_BOX * (right - left) * (bottom - top))
