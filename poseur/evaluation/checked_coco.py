"""COCO's metric on annotation files that are checked before the first step."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from mmengine.fileio import get_local_path
from mmengine.logging import print_log
from mmpose.evaluation.metrics import CocoMetric
from mmpose.registry import METRICS

from poseur.structures.annotations import (
    AnnotationError,
    Demands,
    check_annotations,
    read_json,
)
from poseur.structures.annotations.report import OTHER


class CheckedAnnotationsMixin(CocoMetric):
    """Checks of the annotation file of a metric in COCO's format.

    List it before a metric of mmpose. The file is checked as a whole when the metric is
    built, by the same code as that of a dataset. Only people are evaluated: objects of
    other categories are left out, and people with an empty list of keypoints have no
    labeled ones.

    Attributes:
        PARTS: Lists of keypoints that each annotation must have, with their lengths.
        PERSON_NAME: Name of the category of people; None for the one with keypoints.
    """

    PARTS: Mapping[str, int] = {}
    PERSON_NAME: str | None = None

    def __init__(
        self, ann_file: str | None = None, use_area: bool = True, **kwargs: Any
    ) -> None:
        people: frozenset[int] | None = None
        if ann_file is not None:
            demands = Demands(
                parts=self.PARTS,
                annotations=not kwargs.get('format_only', False),
                areas=use_area,
                categories=True,
                person=self.PERSON_NAME,
            )
            people = _checked_people(ann_file, demands)
        super().__init__(ann_file=ann_file, use_area=use_area, **kwargs)
        if people:
            self._keep(people)

    def _keep(self, people: frozenset[int]) -> None:
        """Evaluate nothing but people."""
        content = self.coco.dataset
        total = len(content['annotations'])
        for key, field in (('annotations', 'category_id'), ('categories', 'id')):
            content[key] = [each for each in content[key] if each[field] in people]
        others = total - len(content['annotations'])
        if others:
            print_log(
                f'{type(self).__name__} {self.ann_file}: left out: {others} {OTHER}',
                logger='current',
            )
        lists = (each['keypoints'] for each in content['annotations'])
        empty = [0] * max(map(len, lists), default=0)
        for each in content['annotations']:
            each['keypoints'] = each['keypoints'] or empty
        self.coco.createIndex()

    @CocoMetric.dataset_meta.setter
    def dataset_meta(self, dataset_meta: dict) -> None:
        """Set the metainfo of the dataset.

        Raises:
            AnnotationError: If the annotation file has another number of keypoints.
        """
        CocoMetric.dataset_meta.fset(self, dataset_meta)
        annotations = self.coco.dataset.get('annotations') if self.coco else None
        if annotations and 'num_keypoints' in dataset_meta and not self.format_only:
            lists = self.PARTS or ('keypoints',)
            found = sum(len(annotations[0][key]) for key in lists) // 3
            if found != dataset_meta['num_keypoints']:
                raise AnnotationError(
                    f'{self.ann_file} (ann_file of the evaluator) has {found} '
                    'keypoints, the metainfo of the dataset '
                    f'{dataset_meta["num_keypoints"]}. Give the evaluator the '
                    'annotations of the dataset.'
                )


def _checked_people(ann_file: str, demands: Demands) -> frozenset[int]:
    """Check a file and return the ids of the categories of people; log oddities."""
    name = f'{ann_file} (ann_file of the evaluator)'
    with get_local_path(ann_file) as path:
        checked = check_annotations(read_json(path, name, dict), demands, name)
    checked.report.accept(lambda text: print_log(text, 'current', logging.WARNING))
    return checked.people


@METRICS.register_module()
class CheckedCocoMetric(CheckedAnnotationsMixin, CocoMetric):
    """mmpose's ``CocoMetric`` with a checked file.

    Arguments are those of :class:`mmpose.evaluation.CocoMetric`.

    Raises:
        AnnotationError: If the file cannot be evaluated; the message has all faults.
    """
