"""Base of poseur's datasets: checked files, counted omissions, seeded samples."""

from __future__ import annotations

import io
import logging
import os.path as osp
from collections import Counter
from collections.abc import Mapping
from contextlib import redirect_stdout
from typing import Any

from mmengine.dataset import BaseDataset
from mmengine.fileio import exists, get_local_path
from mmengine.logging import print_log

from poseur.config import parse_metainfo
from poseur.structures.annotations import AnnotationError, Report, read_json

from .sample_seed import SampleSeed


class CheckedDatasetMixin(BaseDataset):
    """Checks and reproducible sampling for datasets of people.

    List it before a dataset of mmpose or mmdet among the bases of a class. It makes
    sure that no sample is lost silently:

    - Missing files are reported before anything is read.
    - Annotation files are checked as a whole, and all their faults are reported.
    - Annotations that are left out for a legitimate reason are counted in the log.
    - A pipeline that returns None raises an error instead of replacing the sample.
    - After :meth:`set_sample_seed`, augmentations depend only on seed, epoch and
      sample index.

    Attributes:
        FILE_KEYS: Names of the attributes that hold file paths.
        JSON_TYPES: What the JSON files hold, by attribute.
    """

    FILE_KEYS = ('ann_file', 'bbox_file', 'headbox_file')
    JSON_TYPES: dict[str, type] = dict(ann_file=dict, bbox_file=list)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._sample_seed = SampleSeed()
        self._left_out: Counter[str] = Counter()
        super().__init__(*args, **kwargs)
        if not kwargs.get('test_mode'):
            self._say_unused_weights(kwargs.get('metainfo') or self.METAINFO)

    @classmethod
    def _load_metainfo(cls, metainfo: dict | None = None) -> dict:
        return parse_metainfo(metainfo or cls.METAINFO)

    def set_sample_seed(self, seed: int, epoch: int) -> None:
        """Fix the random numbers of every sample for one epoch.

        Args:
            seed: Seed of the run.
            epoch: Number of the epoch, from 0.
        """
        self._sample_seed.set(seed, epoch)

    def load_data_list(self) -> list[dict]:
        """Check that the files exist, load the people and log their number.

        Returns:
            One entry per person.

        Raises:
            FileNotFoundError: If a file, the image folder or the first image does not
                exist.
            AnnotationError: If a file is damaged or of another kind, an annotation is
                wrong or no person remains.
        """
        self._require_files()
        self._check_files()
        with redirect_stdout(io.StringIO()):  # it prints that it reads the file
            data_list = super().load_data_list()
        if not data_list:
            raise AnnotationError(
                f'{self.bbox_file or self.ann_file} holds no person to use '
                f'({self._describe_left_out() or "no annotations"}). Use another file.'
            )
        self._require_image(data_list[0]['img_path'])
        num_images = len({info['img_path'] for info in data_list})
        left_out = self._describe_left_out()
        print_log(
            f'{type(self).__name__} {self.bbox_file or self.ann_file}: '
            f'{len(data_list)} people in {num_images} images'
            + (f'; left out: {left_out}' if left_out else ''),
            logger='current',
        )
        return data_list

    def prepare_data(self, idx: int) -> Any:
        """Run the pipeline on one person.

        Args:
            idx: Index of the person.

        Returns:
            The output of the pipeline.

        Raises:
            RuntimeError: If the pipeline returns None.
        """
        with self._sample_seed.sample(idx):
            data = super().prepare_data(idx)
        if data is None:
            info = self.get_data_info(idx)
            raise RuntimeError(
                f'The pipeline of {type(self).__name__} returned nothing for '
                f'annotation {info.get("id")} of {info["img_path"]} ({self.ann_file}). '
                'Correct the annotation or the transform that drops it.'
            )
        return data

    def _require_files(self) -> None:
        for key in self.FILE_KEYS:
            path = getattr(self, key, None)
            if path:
                self._require(path, key, 'File')
        self._require(self.data_prefix['img'] or '.', "data_prefix['img']", 'Folder')

    def _require_image(self, path: str) -> None:
        key = f"data_prefix['img'], or the names in {self.ann_file}"
        self._require(path, key, 'Image')

    def _require(self, path: str, key: str, kind: str) -> None:
        if not exists(path):
            raise FileNotFoundError(
                f'{kind} {path} does not exist (dataset {type(self).__name__}, '
                f'{key}, data_root={self.data_root!r}, current folder '
                f'{osp.abspath(".")}). Correct data_root or {key}.'
            )

    def _say_unused_weights(self, metainfo: Mapping) -> None:
        """Log that weights of your own are not used; published metainfo has some."""
        weights = self._metainfo['dataset_keypoint_weights']
        steps = self.pipeline.transforms
        used = any(getattr(s, 'use_dataset_keypoint_weights', False) for s in steps)
        if 'from_file' not in metainfo and (weights != 1).any() and not used:
            print_log(
                f'{type(self).__name__} {self.ann_file}: joint_weights of the metainfo '
                'are not used. Set use_dataset_keypoint_weights=True in CropAndEncode '
                '(or GenerateTarget) of the training pipeline, or set them to 1.',
                'current',
                logging.WARNING,
            )

    @property
    def _keypoint_names(self) -> tuple[str, ...]:
        """Names of the metainfo's keypoints, in the order of their ids."""
        names = self._metainfo['keypoint_id2name']
        return tuple(names[number] for number in sorted(names))

    def _check_files(self) -> None:
        """Check the content of the files; datasets override it."""

    def _read_json(self, key: str) -> Any:
        """Return the content of the JSON file that an attribute names."""
        path = getattr(self, key)
        with get_local_path(path) as local_path:
            return read_json(local_path, f'{path} ({key})', self.JSON_TYPES[key])

    def _accept(self, report: Report) -> None:
        """Refuse a file with faults; log what is odd in it."""
        report.accept(lambda text: print_log(text, 'current', logging.WARNING))

    def _describe_left_out(self) -> str:
        counts = self._left_out.most_common()
        return ', '.join(f'{count} {reason}' for reason, count in counts)
