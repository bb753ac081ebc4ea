"""What every Poseur head has in common: proposals, queries, refinement, losses."""

from __future__ import annotations

from typing import NamedTuple

import torch
from mmpose.datasets.datasets.utils import parse_pose_metainfo
from mmpose.evaluation.functional import keypoint_pck_accuracy
from mmpose.registry import MODELS
from mmpose.utils.tensor_utils import to_numpy
from torch import Tensor

from ..keypoint_distribution import KeypointDistribution
from ..layers import FeatureMemory, Memory
from ..query_decoder import DecoderOutput


class PoseurOutput(NamedTuple):
    """Everything the head predicts.

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
        """The prediction after some decoder layers; after none it is the proposal.

        Raises:
            ValueError: If the decoder has fewer layers.
        """
        available = len(self.decoder.keypoints.mu)
        if not 0 <= num_layers <= available:
            raise ValueError(
                f'num_layers={num_layers} of the test, but the decoder has {available} '
                f'layers; give 0 (the proposal) to {available}'
            )
        if num_layers == 0:
            return self.coarse
        layer = num_layers - 1
        return KeypointDistribution(*(value[layer] for value in self.decoder.keypoints))


class KeypointRegression:
    """Mixin of the heads that regress the keypoints of one person per row (Fig. 3).

    A row is a crop in a top-down head and a region of interest in a detector. All
    coordinates are normalised by its width and height.
    """

    def build_parts(
        self,
        coarse_branch: dict,
        keypoint_encoder: dict,
        query_decoder: dict,
        coarse_loss: dict,
        decoder_loss: dict,
        num_joints: int | None = None,
        metainfo: dict | None = None,
        embed_dims: int = 256,
        num_levels: int = 4,
        num_level_embeddings: int | None = None,
    ) -> None:
        """Build the modules.

        Args:
            coarse_branch: Config of the coarse branch.
            keypoint_encoder: Config of the keypoint encoder.
            query_decoder: Config of the query decoder.
            coarse_loss: Config of the loss on the proposals.
            decoder_loss: Config of the loss on every decoder layer.
            num_joints: Number of keypoints ``K``; or give ``metainfo``.
            metainfo: The dataset's metainfo, from which ``K`` is read.
            embed_dims: Channels ``C`` of the neck's maps and of the queries.
            num_levels: Number of maps ``L`` the decoder samples from.
            num_level_embeddings: See :class:`FeatureMemory`.

        Raises:
            ValueError: If both or none of ``num_joints`` and ``metainfo`` are given.
        """
        self.num_joints = resolve_num_joints(num_joints, metainfo)
        joints = dict(num_joints=self.num_joints)
        dims = dict(embed_dims=embed_dims)
        levels = dict(num_levels=num_levels)
        self.memory = FeatureMemory(embed_dims, num_levels, num_level_embeddings)
        self.coarse_branch = MODELS.build(
            dict(in_channels=embed_dims) | joints | coarse_branch
        )
        self.keypoint_encoder = MODELS.build(joints | dims | keypoint_encoder)
        self.query_decoder = MODELS.build(dims | levels | query_decoder)
        self.coarse_loss = MODELS.build(coarse_loss)
        self.decoder_loss = MODELS.build(decoder_loss)

    def regress(self, coarse_map: Tensor, memory: Memory) -> PoseurOutput:
        """Predict from maps ``[B, C, H, W]`` for the proposals and from the memory.

        In training, noisy copies follow the K proposals as further queries.
        """
        coarse = self.coarse_branch(coarse_map)
        queries = self.keypoint_encoder(coarse.mu)
        return PoseurOutput(coarse, self.query_decoder(queries, memory))

    def supervise(
        self, output: PoseurOutput, target: Tensor, weight: Tensor
    ) -> dict[str, Tensor]:
        """RLE losses of the coarse branch and of every layer (Eq. 4), and PCK@0.05.

        Args:
            output: The prediction.
            target: True coordinates ``[B, K, 2]``.
            weight: Zero for keypoints without a label, ``[B, K]``.

        Returns:
            ``loss_coarse``, ``loss_layer0`` and so on, ``acc_coarse`` and ``acc_pose``.
        """
        groups = output.keypoints.mu.shape[1] // self.num_joints
        weights = weight[..., None].expand_as(target)
        losses = dict(loss_coarse=self.coarse_loss(output.coarse, target, weights))
        decoder_losses = self.decoder_loss(
            output.decoder.keypoints,
            target.repeat(1, groups, 1),
            weights.repeat(1, groups, 1),
        )
        for index, layer_loss in enumerate(decoder_losses):
            losses[f'loss_layer{index}'] = layer_loss
        refined = output.keypoints.mu[:, : self.num_joints]
        losses['acc_coarse'] = pck_accuracy(output.coarse.mu, target, weight)
        losses['acc_pose'] = pck_accuracy(refined, target, weight)
        return losses


def resolve_num_joints(num_joints: int | None, metainfo: dict | None) -> int:
    """The number of keypoints, given or counted in a dataset's metainfo.

    Raises:
        ValueError: If both or none are given.
    """
    if (num_joints is None) == (metainfo is None):
        given = 'neither' if metainfo is None else 'both'
        raise ValueError(
            f'the head takes num_joints or metainfo and got {given}; set metainfo of '
            'the head to the metainfo of the dataset, and no num_joints'
        )
    if num_joints is None:
        num_joints = parse_pose_metainfo(dict(metainfo))['num_keypoints']
    return num_joints


def pck_accuracy(predicted: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """Share of labelled keypoints within 5% of the crop, a progress measure only.

    Args:
        predicted: Normalised coordinates ``[B, K, 2]``.
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
