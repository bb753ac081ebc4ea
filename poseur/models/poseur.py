"""Poseur: from feature maps to keypoints with their uncertainty (Fig. 3)."""

from __future__ import annotations

from typing import NamedTuple

import torch
from mmpose.datasets.datasets.utils import parse_pose_metainfo
from mmpose.evaluation.functional import keypoint_pck_accuracy
from mmpose.registry import MODELS
from mmpose.utils.tensor_utils import to_numpy
from torch import Tensor, nn

from poseur.compat.deprecation import renamed_arguments

from .keypoint_distribution import KeypointDistribution
from .layers import FeatureMemory, Memory
from .query_decoder import DecoderOutput


class PoseurOutput(NamedTuple):
    """Predictions of all stages.

    Attributes:
        coarse: Proposals, ``[B, K, 2]`` each.
        decoder: Results of all decoder layers.
    """

    coarse: KeypointDistribution
    decoder: DecoderOutput

    @property
    def keypoints(self) -> KeypointDistribution:
        """The last layer's prediction, ``[B, G*K, 2]`` each."""
        return self.keypoints_after(len(self.decoder.keypoints.mu))

    def keypoints_after(self, num_layers: int) -> KeypointDistribution:
        """Return the prediction after some decoder layers; 0 gives the proposal.

        Raises:
            ValueError: If the decoder has fewer layers.
        """
        available = len(self.decoder.keypoints.mu)
        if not 0 <= num_layers <= available:
            raise ValueError(
                f'test_cfg has num_layers={num_layers}, but the decoder has '
                f'{available} layers; use 0 (the proposal) to {available}'
            )
        if num_layers == 0:
            return self.coarse
        layer = num_layers - 1
        return KeypointDistribution(*(value[layer] for value in self.decoder.keypoints))


class Poseur(nn.Module):
    """Coarse branch, keypoint encoder, query decoder and the losses of both stages.

    The model knows neither crops nor detectors: a row is one person, and coordinates
    are normalized by the width and height of that person's crop or region. The
    top-down head (:class:`PoseurHead`) and the head of Mask R-CNN
    (:class:`poseur.detection.RoIPoseurHead`) hold one.

    Args:
        coarse_branch: Config of the coarse branch. ``in_channels`` defaults to
            ``embed_dims``.
        keypoint_encoder: Config of the keypoint encoder.
        query_decoder: Config of the query decoder.
        coarse_loss: Config of the loss on the proposals.
        decoder_loss: Config of the loss on every decoder layer.
        num_keypoints: Number of keypoints ``K``. Give either this or ``metainfo``.
        metainfo: Metainfo of the dataset, which defines ``K``.
        embed_dims: Channels ``C`` of the feature maps and of the queries.
        num_levels: Number of maps ``L`` that the decoder samples from.
        num_level_embeddings: See :class:`FeatureMemory`.

    Raises:
        ValueError: If both or none of ``num_keypoints`` and ``metainfo`` are given.
    """

    @renamed_arguments(num_joints='num_keypoints')
    def __init__(
        self,
        coarse_branch: dict,
        keypoint_encoder: dict,
        query_decoder: dict,
        coarse_loss: dict,
        decoder_loss: dict,
        num_keypoints: int | None = None,
        metainfo: dict | None = None,
        embed_dims: int = 256,
        num_levels: int = 4,
        num_level_embeddings: int | None = None,
    ) -> None:
        super().__init__()
        self.num_keypoints = resolve_num_keypoints(num_keypoints, metainfo)
        keypoints = dict(num_keypoints=self.num_keypoints)
        dims = dict(embed_dims=embed_dims)
        levels = dict(num_levels=num_levels)
        self.memory = FeatureMemory(embed_dims, num_levels, num_level_embeddings)
        self.coarse_branch = MODELS.build(
            dict(in_channels=embed_dims) | keypoints | coarse_branch
        )
        self.keypoint_encoder = MODELS.build(keypoints | dims | keypoint_encoder)
        self.query_decoder = MODELS.build(dims | levels | query_decoder)
        self.coarse_loss = MODELS.build(coarse_loss)
        self.decoder_loss = MODELS.build(decoder_loss)

    def forward(self, coarse_map: Tensor, memory: Memory) -> PoseurOutput:
        """Predict the keypoints of ``B`` people.

        In training, noisy copies follow the ``K`` proposals as further queries.

        Args:
            coarse_map: Map of each person for the proposals, ``[B, C, H, W]``.
            memory: Feature maps that the decoder samples from, made by
                :attr:`memory`; each person's row refers to a whole map or to a window
                of it.
        """
        coarse = self.coarse_branch(coarse_map)
        queries = self.keypoint_encoder(coarse.mu)
        return PoseurOutput(coarse, self.query_decoder(queries, memory))

    def loss(
        self, output: PoseurOutput, target: Tensor, weight: Tensor
    ) -> dict[str, Tensor]:
        """Return the RLE losses of the coarse branch and of every layer (Eq. 4).

        Args:
            output: The prediction.
            target: True coordinates ``[B, K, 2]``.
            weight: Zero for keypoints without a label, ``[B, K]``.

        Returns:
            ``loss_coarse``, ``loss_layer0`` and so on, and PCK@0.05 of proposals and
            last layer as ``acc_coarse`` and ``acc_pose``.
        """
        groups = output.keypoints.mu.shape[1] // self.num_keypoints
        weights = weight[..., None].expand_as(target)
        losses = dict(loss_coarse=self.coarse_loss(output.coarse, target, weights))
        decoder_losses = self.decoder_loss(
            output.decoder.keypoints,
            target.repeat(1, groups, 1),
            weights.repeat(1, groups, 1),
        )
        for index, layer_loss in enumerate(decoder_losses):
            losses[f'loss_layer{index}'] = layer_loss
        refined = output.keypoints.mu[:, : self.num_keypoints]
        losses['acc_coarse'] = pck_accuracy(output.coarse.mu, target, weight)
        losses['acc_pose'] = pck_accuracy(refined, target, weight)
        return losses


def resolve_num_keypoints(num_keypoints: int | None, metainfo: dict | None) -> int:
    """Return the number of keypoints, as given or counted in a dataset's metainfo.

    Raises:
        ValueError: If both or none are given.
    """
    if (num_keypoints is None) == (metainfo is None):
        given = 'neither' if metainfo is None else 'both'
        raise ValueError(
            f'the head takes num_keypoints or metainfo and got {given}; set metainfo '
            'of the head to the metainfo of the dataset, and no num_keypoints'
        )
    if num_keypoints is None:
        num_keypoints = parse_pose_metainfo(dict(metainfo))['num_keypoints']
    return num_keypoints


def pck_accuracy(predicted: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """Return the share of labeled keypoints within 5 % of the crop, to show progress.

    Args:
        predicted: Normalized coordinates ``[B, K, 2]``.
        target: True coordinates ``[B, K, 2]``.
        weight: Zero for keypoints without a label, ``[B, K]``.

    Returns:
        A scalar between 0 and 1.
    """
    _, accuracy, _ = keypoint_pck_accuracy(
        pred=to_numpy(predicted),
        gt=to_numpy(target),
        mask=to_numpy(weight) > 0,
        thr=0.05,
        norm_factor=to_numpy(torch.ones_like(target[:, 0])),
    )
    return target.new_tensor(accuracy)
