"""Predictions of all stages of a network on one batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import torch
from mmengine.structures import InstanceData
from mmpose.models import TopdownPoseEstimator
from mmpose.structures import PoseDataSample
from torch import Tensor

from poseur.models import Poseur, PoseurHead
from poseur.models.dense_supervision import SupervisedScores

from .readouts import average_views, read_locations

#: Standard deviation in cells by which maps without dense supervision are blurred.
DEVIATION = 1.0
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


@torch.no_grad()
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
    feats = [model.extract_feat(view) for view in views]
    for dense, predict in ((False, layer_instances), (True, dense_instances)):
        for name, instances in predict(model, feats, samples):
            located = model.add_pred_to_datasample(instances, None, samples)
            yield StagePrediction(name, dense, located)


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
    for name, (_, deviation) in views[0].items():
        scores = [view[name].scores for view in views]
        probability = average_views(scores, metainfo['flip_indices'])
        peaks = probability.flatten(2).amax(-1)  # [B, K]
        for reading, mu in read_locations(probability, deviation or DEVIATION).items():
            mu = mu - mu.new_tensor([shift, 0.0])
            yield f'{name}, {reading}', head.decode((mu, peaks))


def score_maps(poseur: Poseur, maps: Maps, width: int) -> dict[str, SupervisedScores]:
    """Return the score maps that the network has, by name.

    Args:
        poseur: The network.
        maps: Maps of the neck.
        width: Width of the crop in pixels, which gives the stride of a map.
    """
    dense = poseur.dense_supervision
    usual = dense.deviation if dense else None
    found = {}
    coarse = poseur.coarse_branch.supervised_scores(maps[poseur.coarse_level])
    for scores, deviation in coarse:
        if min(scores.shape[-2:]) > 1:  # no distribution along one axis
            supervised = SupervisedScores(scores, deviation or usual)
            found['map of the proposals'] = supervised
    for scores in dense(maps) if dense else ():
        stride = round(width / scores.shape[-1])
        found[f'map of stride {stride}'] = SupervisedScores(scores, usual)
    return found


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
