"""Whether an evaluator counts the people that its dataset holds, and no others."""

from __future__ import annotations

import os.path as osp
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mmengine.evaluator import Evaluator
from mmengine.fileio import get_local_path
from mmengine.logging import print_log
from torch.utils.data import DataLoader

from poseur.structures.annotations import AnnotationError, read_json

from .same_people import Differences

BOX_CATEGORY = 1  # of all people that are tested on detected boxes


def check_evaluator(evaluator: Evaluator, loader: DataLoader, phase: str) -> None:
    """Check before the first step that an evaluator fits the data that it will get.

    Args:
        evaluator: The evaluator.
        loader: Loader of its data.
        phase: ``val`` or ``test``, for the keys in messages.

    Raises:
        ValueError: If the loader leaves out samples, or a metric does not fit.
    """
    batches: Any = loader.batch_sampler
    samples, batch = len(batches.sampler), batches.batch_size
    if batches.drop_last and samples % batch:
        raise ValueError(
            f'{phase}_dataloader.drop_last=True leaves out {samples % batch} of '
            f'{samples} samples in batches of {batch}. Set it to False.'
        )
    check_metrics(evaluator, loader.dataset, phase)


def check_metrics(evaluator: Evaluator, dataset: Any, phase: str) -> None:
    """Let the metrics of an evaluator check that they fit a dataset.

    Metrics do so in a method ``check_data(dataset, phase)``, if they have one.

    Args:
        evaluator: The evaluator.
        dataset: The dataset, or a wrapper of several.
        phase: ``val`` or ``test``, for the keys in messages.

    Raises:
        ValueError: If a metric does not fit.
    """
    if type(evaluator) is not Evaluator:
        print_log(
            f'{phase}_evaluator: {type(evaluator).__name__} is not compared with '
            f'{phase}_dataloader.dataset.',
            'current',
        )
        return
    for metric in evaluator.metrics:
        if hasattr(metric, 'check_data'):
            metric.check_data(dataset, phase)


def leaf_datasets(dataset: Any, key: str) -> Iterator[tuple[str, Any]]:
    """Yield the datasets inside of wrappers, with their keys in the config.

    Args:
        dataset: A dataset, or a wrapper of one or several.
        key: Its own key.
    """
    parts = vars(dataset)
    if '_dataset' in parts:  # added by a runner, without a key in the config
        yield from leaf_datasets(parts['_dataset'], key)
    elif 'dataset' in parts:
        yield from leaf_datasets(parts['dataset'], f'{key}.dataset')
    elif 'datasets' in parts:
        for index, part in enumerate(parts['datasets']):
            yield from leaf_datasets(part, f'{key}.datasets.{index}')
    else:
        yield key, dataset


def require_all_samples(dataset: Any, key: str, evaluator: str) -> None:
    """Refuse a part of a dataset whose evaluator counts the people of all of it.

    Args:
        dataset: The dataset.
        key: Its key in the config.
        evaluator: Key of the evaluator.

    Raises:
        ValueError: If samples are left out by ``indices`` or the length.
    """
    total = 0
    for leaf_key, leaf in leaf_datasets(dataset, key):
        total += len(leaf)
        indices = getattr(leaf, '_indices', None)
        if indices is None or (isinstance(indices, int) and abs(indices) > len(leaf)):
            continue
        raise ValueError(
            f'{leaf_key}.indices={indices} leaves {len(leaf)} samples, but {evaluator} '
            'counts the people of the whole file, so that the others would be missed. '
            'Set indices=None, and for a part of the images ann_file in both to a file '
            'of `poseur make-subset`.'
        )
    if len(dataset) < total:
        raise ValueError(
            f'{key} uses {len(dataset)} of {total} samples, but {evaluator} counts the '
            'people of all. Remove num_batch_per_epoch, or what else shortens it.'
        )


def require_same_people(
    evaluated: Mapping[str, Any],
    ann_file: str,
    dataset: Any,
    phase: str,
    selected: Callable[[Any], Any] = lambda content: content,
) -> None:
    """Refuse an evaluator whose images or people are not those of the dataset.

    Args:
        evaluated: Content of the evaluator's file.
        ann_file: Its path.
        dataset: The dataset; those without annotation files are logged.
        phase: ``val`` or ``test``, for the keys in messages.
        selected: Function that returns the content of a file of the dataset without
            the people that the evaluator does not count.

    Raises:
        AnnotationError: If they differ; the message has all differences.
    """
    leaves = dict(leaf_datasets(dataset, f'{phase}_dataloader.dataset'))
    key = f'{phase}_evaluator.ann_file'
    paths = {name: getattr(leaf, 'ann_file', '') for name, leaf in leaves.items()}
    unknown = [name for name, path in paths.items() if not path]
    if unknown:
        print_log(f'{key} is not compared with {unknown[0]}: no ann_file.', 'current')
        return
    for name, leaf in leaves.items():
        _require_box_category(evaluated, leaf, f'{name}.bbox_file', key)
    if all(osp.realpath(path) == osp.realpath(ann_file) for path in paths.values()):
        return
    contents = [selected(_content_of(path)) for path in paths.values()]
    differences = Differences(evaluated, contents)
    problems = list(differences.describe())
    if problems:
        keys = ', '.join(f'{name}.ann_file={path}' for name, path in paths.items())
        raise AnnotationError(
            f'{key}={ann_file} and {keys} do not hold the same people: '
            + '; '.join(problems)
            + '. Give both the same annotations.'
        )


def _content_of(path: str) -> Any:
    with get_local_path(path) as local_path:
        return read_json(local_path, f'{path} (ann_file of the dataset)', dict)


def _require_box_category(
    evaluated: Mapping[str, Any], dataset: Any, name: str, key: str
) -> None:
    """Refuse detections, which are of category 1, for an evaluator of another one."""
    path = getattr(dataset, 'bbox_file', None)
    people = {each['category_id'] for each in evaluated.get('annotations', ())}
    if path and people - {BOX_CATEGORY}:
        raise AnnotationError(
            f'{name}={path}: detections of people have category {BOX_CATEGORY}, but '
            f'the people of {key} {sorted(people)}. Write {BOX_CATEGORY} in both.'
        )
