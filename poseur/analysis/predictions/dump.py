"""Predictions and labels dumped by ``poseur test --dump``.

A dump is a list of samples. A sample of a top-down model is the crop of one person; a
sample of a detector is a whole image with all people found in it.
"""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from poseur.structures.images import UnreadableImageError, read_image
from poseur.structures.pixel_coordinates import to_pixel_indices

AREA_OF_BOX = 0.53  # area of a person without one, as a share of the box; as in mmpose
MIN_INSTANCE_SCORE = 0.3  # of people found in whole images

Sample = Mapping[str, Any]


def read_dump(path: str | Path) -> list[Sample]:
    """Read the samples of a dump.

    Args:
        path: The file. It is a pickle: open only files that you made yourself.
    """
    return pickle.loads(Path(path).read_bytes())


def is_crop(sample: Sample) -> bool:
    """Return whether the model saw the crop of one person, not a whole image."""
    return 'input_center' in sample


def sample_id(sample: Sample) -> int:
    """Return the id of a sample's person or, for a whole image, of the image."""
    return sample['id'] if is_crop(sample) else sample['img_id']


def likely_instances(instances: Mapping) -> np.ndarray:
    """Return the keypoints ``[n, K, 2]`` of likely people in a whole image, in pixels.

    Args:
        instances: Instances of a sample, with ``keypoints`` and ``scores``.
    """
    keypoints = to_pixel_indices(np.asarray(instances['keypoints']))
    return keypoints[np.asarray(instances['scores']) >= MIN_INSTANCE_SCORE]


def read_tested_image(path: str | Path) -> np.ndarray:
    """Read the image of a sample as uint8 BGR ``[H, W, 3]``.

    Raises:
        UnreadableImageError: If it cannot be read.
    """
    try:
        return read_image(path)
    except UnreadableImageError as error:
        raise UnreadableImageError(
            f'{error} The predictions refer to it: restore the image, or run the test '
            'again.'
        ) from error


@dataclass(frozen=True, eq=False)
class KeypointPredictions:
    """Predictions and labels of ``N`` people with ``K`` keypoints each.

    All coordinates are in pixels of the image.

    Attributes:
        names: Names of the keypoints.
        ids: Ids of the samples ``[N]``.
        paths: Image files, one per person.
        keypoints: Predicted coordinates ``[N, K, 2]``.
        scores: Keypoint scores of the test ``[N, K]``.
        sigmas: Predicted scales ``[N, K, 2]``; None for models without scales.
        labels: Labeled coordinates ``[N, K, 2]``.
        labeled: Whether a keypoint has a label, bool ``[N, K]``.
        occluded: Whether a labeled keypoint is marked as hidden, bool ``[N, K]``; None
            if the annotations do not say.
        centers: Centers of the crops ``[N, 2]``.
        crops: Width and height of the crops ``[N, 2]``.
        areas: Areas of the people ``[N]``.
        head_sizes: Head sizes ``[N]``, NaN for people without one; None for datasets
            without head sizes.
        oks_sigmas: COCO's constants of the keypoints ``[K]``.
        mirrored: Index of each keypoint's counterpart on the other side ``[K]``.
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
    def read(cls, path: str | Path, metainfo: Mapping) -> KeypointPredictions:
        """Read the dump of a top-down model.

        Args:
            path: The file, see :func:`read_dump`.
            metainfo: Parsed metainfo of the dataset.

        Raises:
            ValueError: If the predictions cannot be compared with labels.
        """
        return cls.from_samples(read_dump(path), metainfo, path)

    @classmethod
    def from_samples(
        cls, samples: Sequence[Sample], metainfo: Mapping, source: str | Path
    ) -> KeypointPredictions:
        """Stack the samples of a dump, see :meth:`read`.

        Args:
            samples: The samples.
            metainfo: Parsed metainfo of the dataset.
            source: Name of the dump, for error messages.
        """
        names = tuple(
            metainfo['keypoint_id2name'][k] for k in range(len(metainfo['sigmas']))
        )
        for sample in samples:
            _check(sample, len(names), source)
        predicted = [sample['pred_instances'] for sample in samples]
        truths = [sample['gt_instances'] for sample in samples]
        visible = _stack(truths, 'keypoints_visible')
        heads = _stack_optional(truths, 'head_size')
        predictions = cls(
            names=names,
            ids=np.array([sample['id'] for sample in samples]),
            paths=tuple(sample['img_path'] for sample in samples),
            keypoints=_stack(predicted, 'keypoints'),
            scores=_stack(predicted, 'keypoint_scores'),
            sigmas=_stack_optional(predicted, 'keypoint_sigmas'),
            labels=_stack(truths, 'keypoints'),
            labeled=visible.reshape(len(truths), len(names), -1)[..., 0] > 0,
            occluded=_occluded(samples, len(names)),
            centers=np.stack([np.ravel(sample['input_center']) for sample in samples]),
            crops=np.stack([np.ravel(sample['input_scale']) for sample in samples]),
            areas=np.array([_area(sample) for sample in samples]),
            head_sizes=None if heads is None else heads.ravel(),
            oks_sigmas=np.asarray(metainfo['sigmas'], float),
            mirrored=np.asarray(metainfo['flip_indices']),
        )
        if not predictions.labeled.any():
            raise ValueError(
                f'{source}: no keypoint is labeled. Detected boxes never have labels. '
                'Test with annotated boxes (--cfg-options '
                'test_dataloader.dataset.bbox_file=None), or on another dataset.'
            )
        return predictions

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def normalized_sigmas(self) -> np.ndarray | None:
        """Scales relative to width and height of the crops ``[N, K, 2]``."""
        return None if self.sigmas is None else self.sigmas / self.crops[:, None]

    @property
    def normalized_errors(self) -> np.ndarray:
        """Absolute errors relative to the size of the crops ``[N, K, 2]``.

        Those of unlabeled keypoints are NaN.
        """
        errors = np.abs(self.keypoints - self.labels) / self.crops[:, None]
        return np.where(self.labeled[..., None], errors, np.nan)

    def replace(self, **changes: Any) -> KeypointPredictions:
        """Return a copy with some attributes changed."""
        return dataclasses.replace(self, **changes)


def _check(sample: Sample, num_keypoints: int, source: str | Path) -> None:
    """Refuse a sample whose prediction has no label to compare with."""
    place = f'{source}: sample {sample.get("id")} ({sample.get("img_path")})'
    if 'gt_instances' not in sample or 'input_scale' not in sample:
        raise ValueError(
            f'{place} is not the crop of one person. Test a top-down model, with '
            'PackPoseInputs at the end of its pipeline.'
        )
    shape = np.shape(sample['pred_instances']['keypoints'])
    if shape != (1, num_keypoints, 2):
        raise ValueError(
            f'{place} has predicted keypoints of shape {list(shape)}, expected '
            f'{[1, num_keypoints, 2]}. Use the config that the test was run with.'
        )


def _stack(instances: Sequence[Mapping], key: str) -> np.ndarray:
    """Stack a field of the only person of every sample."""
    return np.stack([np.asarray(each[key], float)[0] for each in instances])


def _stack_optional(instances: Sequence[Mapping], key: str) -> np.ndarray | None:
    """Stack a field if the samples have it."""
    return _stack(instances, key) if key in instances[0] else None


def _occluded(samples: Sequence[Sample], num_keypoints: int) -> np.ndarray | None:
    """Return which keypoints have COCO's visibility 1: labeled, but hidden."""
    raw = [
        np.ravel(sample.get('raw_ann_info', {}).get('keypoints', ()))
        for sample in samples
    ]
    if any(len(values) != 3 * num_keypoints for values in raw):
        return None
    return np.stack(raw).reshape(len(raw), -1, 3)[..., 2] == 1


def _area(sample: Sample) -> float:
    raw = sample.get('raw_ann_info', {})
    if 'area' in raw:
        return float(raw['area'])
    left, top, right, bottom = np.ravel(sample['gt_instances']['bboxes'][0])
    return float(AREA_OF_BOX * (right - left) * (bottom - top))
