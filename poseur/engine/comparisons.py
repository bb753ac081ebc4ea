"""Comparisons of a model with its config and its datasets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from mmengine.config import Config
from mmengine.logging import print_log
from torch import Tensor, nn
from torch.utils.data import DataLoader

from poseur.config.crops import DECODER, crop_problems

COUNTS = ('num_keypoints', 'num_joints', 'out_channels')


def check_sizes(cfg: Config, model: nn.Module, phases: Sequence[str]) -> None:
    """Check the sizes of crops and heatmaps.

    Args:
        cfg: The config.
        model: Its model, which computes one image if the codec is one of heatmaps.
        phases: Parts that are going to run, of ``train``, ``val`` and ``test``.

    Raises:
        ValueError: If they differ; the message has all differences.
    """
    problems = list(crop_problems(cfg, phases))
    if problems:
        raise ValueError('\n'.join(problems))
    decoder = (cfg.model.get('head') or {}).get('decoder') or {}
    if 'heatmap_size' in decoder:
        found = _heatmap_size(model, decoder['input_size'])
        if found and found != tuple(decoder['heatmap_size']):
            raise ValueError(
                f'{DECODER}.heatmap_size={decoder["heatmap_size"]}, but from crops of '
                f'{decoder["input_size"]} the model makes heatmaps of {found} (width, '
                'height). Give the codecs of head and pipelines this size, or change '
                'the strides of the model.'
            )


def check_not_empty(loader: DataLoader, name: str) -> None:
    """Check that a loader has a batch.

    Args:
        loader: The loader.
        name: Its key in the config.

    Raises:
        ValueError: If it has none, as with ``drop_last`` and few samples.
    """
    if not len(loader):
        batches: Any = loader.batch_sampler
        raise ValueError(
            f'{name}: {len(batches.sampler)} samples do not fill a batch of '
            f'{batches.batch_size}, and drop_last=True leaves them out. Set drop_last '
            'to False, or batch_size to fewer.'
        )


def check_keypoint_count(dataset: Any, model: nn.Module, name: str) -> None:
    """Check that dataset and head have as many keypoints as each other.

    Args:
        dataset: The dataset.
        model: A pose model or a detector.
        name: Config key of the dataset's loader.

    Raises:
        ValueError: If they have not.
    """
    place, head = _keypoint_head(model)
    counts = {each: getattr(head, each, None) for each in COUNTS}
    known = {each: count for each, count in counts.items() if isinstance(count, int)}
    in_data = getattr(dataset, 'metainfo', {}).get('num_keypoints')
    if not known or in_data is None:
        print_log(
            f'{name}: keypoint counts were not compared, because '
            f'{type(head).__name__} has none of {", ".join(COUNTS)} or the dataset has '
            'no num_keypoints.',
            'current',
        )
        return
    attribute, in_model = next(iter(known.items()))
    if in_data != in_model:
        raise ValueError(
            f'{name}.dataset ({type(dataset).__name__}, '
            f'{dataset.metainfo.get("dataset_name")}) has {in_data} '
            f'keypoints, but {place}.{attribute} is {in_model}. Set '
            f'{place}.{attribute}={in_data}, give the metainfo of this dataset '
            f'as {place}.metainfo, or use a dataset with {in_model} keypoints.'
        )


def check_same_keypoints(trained: Any, validated: Any) -> None:
    """Check that training and validation mean the same keypoints.

    Args:
        trained: The training dataset.
        validated: The validation dataset.

    Raises:
        ValueError: If names, their order or the pairs of sides differ.
    """
    metainfos = [getattr(dataset, 'metainfo', {}) for dataset in (trained, validated)]
    for key in ('keypoint_id2name', 'flip_indices'):
        one, other = (_values(metainfo.get(key, ())) for metainfo in metainfos)
        differing = [
            i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b
        ]
        if not differing:
            continue
        index = differing[0]
        raise ValueError(
            f'{key} of keypoint {index} is {one[index]!r} in train_dataloader.dataset.'
            f'metainfo ({metainfos[0].get("dataset_name")}) and {other[index]!r} in '
            f'val_dataloader.dataset.metainfo ({metainfos[1].get("dataset_name")}). '
            'Give both the same metainfo.'
        )


def _values(described: Any) -> list:
    return list(described.values() if isinstance(described, Mapping) else described)


def _keypoint_head(model: nn.Module) -> tuple[str, object]:
    """Return the config key and the head of a pose model or a detector."""
    roi_head = getattr(model, 'roi_head', None)
    if roi_head is not None:
        return 'model.roi_head.keypoint_head', roi_head.keypoint_head
    return 'model.head', getattr(model, 'head', None)


def _heatmap_size(model: nn.Module, input_size: Sequence[int]) -> tuple | None:
    """Return width and height of the heatmaps of a crop; None if there are none."""
    width, height = input_size
    image = next(model.parameters()).new_zeros(1, 3, height, width)
    training = model.training
    model.eval()
    with torch.no_grad():
        outputs = model(image, None, mode='tensor')
    model.train(training)
    for each in (outputs,) if isinstance(outputs, Tensor) else outputs:
        if each.ndim == 4:
            return each.shape[3], each.shape[2]
    return None
