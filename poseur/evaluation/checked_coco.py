"""COCO's metric on annotation files that are checked before the first step."""

from __future__ import annotations

import io
import logging
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from typing import Any

from mmengine.fileio import get_local_path, load
from mmengine.logging import print_log
from mmpose.evaluation.metrics import CocoMetric, CocoWholeBodyMetric
from mmpose.registry import METRICS
from xtcocotools.coco import COCO

from poseur.structures.annotations import (
    AnnotationError,
    Demands,
    check_annotations,
    read_json,
)
from poseur.structures.annotations.report import OTHER
from poseur.structures.files import check_writable

from .coverage import leaf_datasets, require_all_samples, require_same_people
from .engines import (
    KEYPOINT_STATS,
    check_engine,
    coco_statistics,
    engine_name,
)
from .selection import Selection

#: Metrics of mmpose, and those that take the same arguments and check the file.
CHECKED = {
    CocoMetric: 'mmpose.CheckedCocoMetric',
    CocoWholeBodyMetric: 'mmpose.CocoWholeBodyPartMetric',
}


class CheckedAnnotationsMixin(CocoMetric):
    """Checks of the annotation file of a metric in COCO's format.

    List it before a metric of mmpose. The file is checked as a whole when the metric is
    built, by the same code as that of a dataset. Only people are evaluated: objects of
    other categories are left out, and people with an empty list of keypoints have no
    labeled ones. Without ``ann_file`` that of the dataset is evaluated.

    Results are evaluated and written without boxes, as published numbers are. COCO's
    code, and its server, ignore unmatched people of other sizes in AP (M) and AP (L).
    They take the size from the box of a result, if there is one, else from the extent
    of its keypoints.

    Args:
        ann_file: The annotations.
        use_area: Whether the size of a person is the annotated area.
        engine: Code that evaluates: ``reference``, or ``hotcoco``, which must be
            installed. It gives the same numbers faster, but not of crowds and parts of
            the whole body.
        only: Fields and values of the annotations that count, such as
            ``dict(species='horse')``; by default all do.
        **kwargs: As for the metric of mmpose.

    Attributes:
        PARTS: Lists of keypoints that each annotation must have, with their lengths.
        PERSON_NAME: Name of the category of people; None for the one with keypoints.
    """

    PARTS: Mapping[str, int] = {}
    PERSON_NAME: str | None = None

    def __init__(
        self,
        ann_file: str | None = None,
        use_area: bool = True,
        engine: str = 'reference',
        only: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self._selection = Selection(only or {})
        kind = kwargs.get('iou_type', 'keypoints')
        check_engine(engine, 'keypoints_wholebody' if self.PARTS else kind)
        self.engine = engine
        people: frozenset[int] | None = None
        self._demands = Demands(
            parts=self.PARTS,
            annotations=not kwargs.get('format_only', False),
            areas=use_area,
            categories=True,
            person=self.PERSON_NAME,
        )
        if ann_file is not None:
            name = f'{ann_file} (ann_file of the evaluator)'
            people = _checked_people(ann_file, name, self._demands)
        with redirect_stdout(io.StringIO()):  # it prints that it reads the file
            super().__init__(ann_file=ann_file, use_area=use_area, **kwargs)
        if people:
            self._keep(people)

    def process(self, data_batch: object, data_samples: Sequence[dict]) -> None:
        """Store predictions of a batch, those that ``only`` selects.

        Args:
            data_batch: Not used.
            data_samples: Predicted samples.
        """
        super().process(data_batch, self._selection.samples(data_samples))

    def check_data(self, dataset: Any, phase: str) -> None:
        """Check that the people to evaluate are those of the dataset.

        A file of results must be writable, too.

        Args:
            dataset: The dataset, or a wrapper of several.
            phase: ``val`` or ``test``, for the keys in messages.

        Raises:
            ValueError: If they are not.
            OSError: If the file of results cannot be written.
        """
        key, own = f'{phase}_dataloader.dataset', f'{phase}_evaluator'
        if self.ann_file is None:
            self._take_file(dict(leaf_datasets(dataset, key)), own)
        require_all_samples(dataset, key, own)
        selected = self._selection.content
        require_same_people(self.coco.dataset, self.ann_file, dataset, phase, selected)
        if self.outfile_prefix is not None:
            check_writable(f'{self.outfile_prefix}.keypoints.json', [self.ann_file])

    def _take_file(self, leaves: Mapping[str, Any], own: str) -> None:
        """Evaluate the annotations of the dataset."""
        (key, leaf), *others = leaves.items()
        if others:
            raise AnnotationError(
                f'{own}.ann_file=None takes that of the dataset, but there are '
                f'{len(leaves)} ({", ".join(leaves)}). Set it to one file of all.'
            )
        name = f'{leaf.ann_file} ({key}.ann_file, evaluated)'
        people = _checked_people(leaf.ann_file, name, self._demands)
        self.ann_file = leaf.ann_file
        with get_local_path(self.ann_file) as path, redirect_stdout(io.StringIO()):
            self.coco = COCO(path)
        if people:
            self._keep(people)

    def _keep(self, people: frozenset[int]) -> None:
        """Evaluate nothing but people."""
        content = self.coco.dataset
        content['annotations'] = self._selection.annotations(content, self.ann_file)
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
        with redirect_stdout(io.StringIO()):
            self.coco.createIndex()

    def results2json(self, keypoints: Mapping[int, list], outfile_prefix: str) -> str:
        """Write ``PREFIX.keypoints.json``, without the boxes of the people.

        Args:
            keypoints: People of each image, by its id.
            outfile_prefix: Path of the file without ``.keypoints.json``.
        """
        without_boxes = {
            image: [{k: v for k, v in each.items() if k != 'bbox'} for each in people]
            for image, people in keypoints.items()
        }
        return super().results2json(without_boxes, outfile_prefix)

    def _do_python_keypoint_eval(self, outfile_prefix: str) -> list[tuple[str, float]]:
        self._log_engine('keypoints')
        if self.engine == 'reference':
            return super()._do_python_keypoint_eval(outfile_prefix)
        stats = coco_statistics(
            self.coco,
            load(f'{outfile_prefix}.keypoints.json'),
            self.iou_type,
            engine=self.engine,
            sigmas=self.dataset_meta['sigmas'],
            use_area=self.use_area,
        )
        return list(zip(KEYPOINT_STATS, stats, strict=True))

    def _log_engine(self, what: str) -> None:
        name = engine_name(self.engine)
        print_log(f'{type(self).__name__}: {what} evaluated by {name}', 'current')

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


def _checked_people(ann_file: str, name: str, demands: Demands) -> frozenset[int]:
    """Check a file and return the ids of the categories of people; log oddities."""
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


def with_checked_files(evaluator: Any) -> Any:
    """Return the config of an evaluator with the metrics that check their file.

    The change of one of mmpose's metrics to that of this package is logged.

    Args:
        evaluator: Config of a metric or of several; objects are returned as they are.
    """
    if isinstance(evaluator, list | tuple):
        return [with_checked_files(each) for each in evaluator]
    if not isinstance(evaluator, Mapping):
        return evaluator
    with METRICS.switch_scope_and_registry(None) as registry:
        name = evaluator.get('type')
        checked = CHECKED.get(registry.get(name) if isinstance(name, str) else name)
    if checked is None:
        return evaluator
    print_log(f'{checked} replaces {name}: its ann_file is checked.', 'current')
    return dict(evaluator, type=checked)
