"""Predictions of all stages of a network on one batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import torch
from mmengine.structures import InstanceData
from mmpose.models import TopdownPoseEstimator
from mmpose.structures import PoseDataSample
from torch import Tensor

from poseur.models import Poseur, PoseurHead, SpatialCoarseBranch

from .readouts import average_views, read_locations

#: Maps of the neck, ``[B, C, H_l, W_l]`` each.
Maps = Sequence[Tensor]


class StagePrediction(NamedTuple):
    """Prediction of one stage on a batch.

    Attributes:
        name: Name of the stage, such as ``'proposals'`` or ``'layer 1'``.
        dense: Whether keypoints are read from a score map.
        samples: Samples with keypoints in pixels of the image.
    """

    name: str
    dense: bool
    samples: list[PoseDataSample]


def predict_stages(
    model: TopdownPoseEstimator, batch: Mapping
) -> Iterator[StagePrediction]:
    """Predict with the proposals, every decoder layer and every score map.

    Each stage is tested as ``model.test_cfg`` says. With the flip test, the maps of
    image and mirror image are averaged before keypoints are read, as is usual for
    heatmaps; backbone and neck run only once for all stages.

    Args:
        model: A top-down estimator with a Poseur head, in evaluation mode.
        batch: Batch of a test loader.

    Yields:
        The stages in the order of the network, then the maps. They share the samples:
        use one prediction before asking for the next.
    """
    data = model.data_preprocessor(batch, False)
    inputs, samples = data['inputs'], data['data_samples']
    views = [inputs]
    if model.test_cfg.get('flip_test', False):
        views.append(inputs.flip(-1))
    with torch.no_grad():
        feats = [model.extract_feat(view) for view in views]
        for name, instances in layer_instances(model, feats, samples):
            yield _stage(name, False, model, instances, samples)
        for name, instances in dense_instances(model, feats, samples):
            yield _stage(name, True, model, instances, samples)


def layer_instances(
    model: TopdownPoseEstimator, feats: Sequence[Maps], samples: list[PoseDataSample]
) -> Iterator[tuple[str, list[InstanceData]]]:
    """Yield the names and predictions of the proposals and of each decoder layer.

    Args:
        model: The model.
        feats: Maps of the image, and those of its mirror image if the test flips.
        samples: Samples of the batch.
    """
    tested = feats if model.test_cfg.get('flip_test', False) else feats[0]
    for number in range(model.head.poseur.query_decoder.num_layers + 1):
        settings = dict(model.test_cfg, num_layers=number)
        name = f'layer {number}' if number else 'proposals'
        yield name, model.head.predict(tested, samples, settings)


def dense_instances(
    model: TopdownPoseEstimator, feats: Sequence[Maps], samples: list[PoseDataSample]
) -> Iterator[tuple[str, list[InstanceData]]]:
    """Yield the names and predictions of each reading of each score map.

    The score of a keypoint is the largest probability of its map. Arguments are those
    of :func:`layer_instances`.
    """
    head, metainfo = model.head, samples[0].metainfo
    width = metainfo['input_size'][0]
    shift = 0.0
    if len(feats) > 1 and model.test_cfg.get('shift_coords', False):
        shift = 0.5 / width  # half of what a flipped prediction is shifted by
    views = [score_maps(head.poseur, maps, width) for maps in feats]
    for name in views[0]:
        scores = [view[name] for view in views]
        probability = average_views(scores, metainfo['flip_indices'])
        peaks = probability.flatten(2).amax(-1)  # [B, K]
        located = read_locations(probability, map_deviation(head.poseur))
        for reading, mu in located.items():
            mu = mu - mu.new_tensor([shift, 0.0])
            yield f'{name}, {reading}', head.decode((mu, peaks))


def score_maps(poseur: Poseur, maps: Maps, width: int) -> dict[str, Tensor]:
    """Return the score maps ``[B, K, H, W]`` that the network has, by name.

    Args:
        poseur: The network.
        maps: Maps of the neck.
        width: Width of the crop in pixels, which gives the stride of a map.
    """
    scores = {}
    if isinstance(poseur.coarse_branch, SpatialCoarseBranch):
        own = poseur.coarse_branch.score(maps[poseur.coarse_level])
        scores['map of the proposals'] = own
    if poseur.dense_supervision is not None:
        for each in poseur.dense_supervision(maps):
            scores[f'map of stride {round(width / each.shape[-1])}'] = each
    return scores


def map_deviation(poseur: Poseur) -> float:
    """Return the deviation of the Gaussians that the maps were trained with, cells."""
    dense = poseur.dense_supervision
    return 1.0 if dense is None else dense.deviation


def require_poseur(model: torch.nn.Module) -> None:
    """Raise an error if the model is not a top-down estimator with a Poseur head.

    Raises:
        ValueError: If it is not.
    """
    head = getattr(model, 'head', None)
    if not isinstance(head, PoseurHead):
        raise ValueError(
            f'{type(model).__name__} with {type(head).__name__} has no decoder layers '
            'to compare; give the config of a top-down model with PoseurHead'
        )


def _stage(
    name: str,
    dense: bool,
    model: TopdownPoseEstimator,
    instances: list[InstanceData],
    samples: list[PoseDataSample],
) -> StagePrediction:
    """Convert a prediction in pixels of the crop to pixels of the image."""
    located = model.add_pred_to_datasample(instances, None, samples)
    return StagePrediction(name, dense, located)
