"""The Poseur model: from feature maps to keypoints with uncertainty (Fig. 3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from mmpose.evaluation.functional import keypoint_pck_accuracy
from mmpose.registry import MODELS
from mmpose.structures import PoseDataSample
from mmpose.utils.tensor_utils import to_numpy
from torch import Tensor, nn

from poseur.compat.deprecation import renamed_arguments
from poseur.config import parse_metainfo

from .dense_supervision import SupervisedScores
from .keypoint_distribution import KeypointDistribution
from .layers import FeatureMemory, Memory
from .query_decoder import DecoderOutput


class PoseurOutput(NamedTuple):
    """Predictions of all stages.

    Attributes:
        coarse: Proposals, ``[B, K, 2]`` each.
        decoder: Results of all decoder layers.
        score_maps: Scores for the dense supervision; empty at test time.
    """

    coarse: KeypointDistribution
    decoder: DecoderOutput
    score_maps: tuple[SupervisedScores, ...] = ()

    @property
    def keypoints(self) -> KeypointDistribution:
        """Prediction of the last layer, ``[B, G*K, 2]`` each."""
        return self.keypoints_after(len(self.decoder.keypoints.mu))

    def keypoints_after(self, num_layers: int) -> KeypointDistribution:
        """Return the prediction after some decoder layers, after 0 the proposal.

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
    """Coarse branch, keypoint encoder, query decoder, and the losses of both stages.

    The stages run in this order:

    1. The coarse branch regresses a proposal from a single map: location ``mu`` and
       scale ``sigma`` of each keypoint (Sec. 3.1, "Backbone").
    2. The keypoint encoder turns each proposal into a query. In training it adds
       groups of noisy copies (Sec. 3.1, "Keypoint encoder").
    3. The query decoder refines the queries layer by layer. Its deformable attention
       samples from the multi-scale memory (Sec. 3.1, "Query decoder").
    4. RLE losses supervise the proposal and every decoder layer (Sec. 3.2, Eq. 4).

    The model depends neither on crops nor on a detector: a row is one person, and
    coordinates are in units of the width and height of that person's crop or region.
    :class:`PoseurHead` applies the model to crops, and
    :class:`poseur.detection.RoIPoseurHead` to the regions of Mask R-CNN.

    Args:
        coarse_branch: Config of the coarse branch, a :class:`BaseCoarseBranch`.
            ``in_channels`` defaults to ``embed_dims``.
        keypoint_encoder: Config of the keypoint encoder.
        query_decoder: Config of the query decoder.
        coarse_loss: Config of the loss of the proposals.
        decoder_loss: Config of the loss of every decoder layer.
        num_keypoints: Number of keypoints ``K``. Required unless ``metainfo`` is given.
        metainfo: Metainfo of the dataset, which defines ``K``.
        embed_dims: Channels ``C`` of the feature maps and of the queries.
        num_levels: Number of maps ``L`` that the decoder samples from.
        num_level_embeddings: ``num_embeddings`` of :class:`FeatureMemory`.
        coarse_level: Which of the maps the coarse branch reads, the last one by
            default. :class:`SpatialCoarseBranch` and :class:`AxisCoarseBranch` need one
            of higher resolution.
        dense_supervision: Config of the auxiliary supervision of the maps, or None.
        decoder_shapes_features: Whether the gradient of the decoder reaches the maps.
            With dense supervision, features learn faster without it. The level
            embeddings then keep their random values: their gradient alone would take
            as long as that of the maps. ``SettingScheduleHook`` can change this switch,
            but not what happens to the embeddings.

    Raises:
        ValueError: If both or neither of ``num_keypoints`` and ``metainfo`` are given.
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
        coarse_level: int = -1,
        dense_supervision: dict | None = None,
        decoder_shapes_features: bool = True,
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
        self.coarse_level = coarse_level
        self.decoder_shapes_features = decoder_shapes_features
        self.memory.requires_grad_(decoder_shapes_features)
        self.dense_supervision = None
        if dense_supervision is not None:
            self.dense_supervision = MODELS.build(keypoints | dims | dense_supervision)

    def build_memory(
        self, levels: Sequence[Tensor], extents: Tensor | None = None
    ) -> Memory:
        """Return the memory of maps ``[B, C, H_l, W_l]``, which the decoder reads.

        Args:
            levels: The maps.
            extents: What each image fills, see :meth:`FeatureMemory.forward`.
        """
        if not self.decoder_shapes_features:
            levels = [level.detach() for level in levels]
        return self.memory(levels, extents)

    def forward(self, maps: Sequence[Tensor], memory: Memory) -> PoseurOutput:
        """Predict the keypoints of ``B`` people.

        Args:
            maps: Maps of each person, ``[B, C, H, W]`` each. The coarse branch reads
                one of them; dense supervision reads several.
            memory: Feature maps that the decoder samples from, see
                :meth:`build_memory`. Each row refers to a whole image or to a window
                of it.
        """
        coarse = self.coarse_branch(maps[self.coarse_level])
        queries = self.keypoint_encoder(coarse.mu)
        decoded = self.query_decoder(queries, memory)
        return PoseurOutput(coarse, decoded, self._score_maps(maps))

    def _score_maps(self, maps: Sequence[Tensor]) -> tuple[SupervisedScores, ...]:
        """Return the scores to supervise, those of the coarse branch first."""
        if self.dense_supervision is None or not self.training:
            return ()
        coarse = self.coarse_branch.supervised_scores(maps[self.coarse_level])
        return (*coarse, *map(SupervisedScores, self.dense_supervision(maps)))

    def loss(
        self, output: PoseurOutput, target: Tensor, weight: Tensor
    ) -> dict[str, Tensor]:
        """Return the RLE losses of the coarse branch and of every layer (Eq. 4).

        The decoder's targets are repeated for the groups of noisy copies.

        Args:
            output: The prediction.
            target: True coordinates ``[B, K, 2]``.
            weight: Factors of the losses of keypoints, zero for unlabeled ones,
                ``[B, K]``.

        Returns:
            ``loss_coarse``, ``loss_layer0`` and so on, with dense supervision
            ``loss_dense0`` and so on, and PCK@0.05 of the proposals and of the last
            layer as ``acc_coarse`` and ``acc_pose``.
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
        if self.dense_supervision is not None:
            for index, (scores, deviation) in enumerate(output.score_maps):
                loss = self.dense_supervision.loss(scores, target, weight, deviation)
                losses[f'loss_dense{index}'] = loss
        refined = output.keypoints.mu[:, : self.num_keypoints]
        losses['acc_coarse'] = pck_accuracy(output.coarse.mu, target, weight)
        losses['acc_pose'] = pck_accuracy(refined, target, weight)
        return losses


def join_labels(
    samples: Sequence[PoseDataSample], num_keypoints: int
) -> tuple[Tensor, Tensor]:
    """Return targets ``[B, K, 2]`` and weights ``[B, K]`` of the samples of a batch.

    Raises:
        ValueError: If the samples have another number of keypoints than the head.
    """
    labels = [sample.gt_instance_labels for sample in samples]
    target = torch.cat([label.keypoint_labels for label in labels])
    weight = torch.cat([label.keypoint_weights for label in labels])
    if target.shape[1] != num_keypoints:
        raise ValueError(
            f'the data has {target.shape[1]} keypoints but the head num_keypoints='
            f'{num_keypoints}; use the metainfo of the dataset for the head'
        )
    return target, weight


def resolve_num_keypoints(num_keypoints: int | None, metainfo: dict | None) -> int:
    """Return the number of keypoints, either as given or from a dataset's metainfo.

    Raises:
        ValueError: If both or neither are given.
    """
    if num_keypoints is not None and metainfo is None:
        return num_keypoints
    if num_keypoints is None and metainfo is not None:
        return parse_metainfo(metainfo)['num_keypoints']
    given = 'neither' if metainfo is None else 'both'
    raise ValueError(
        f'the head takes num_keypoints or metainfo and got {given}; set metainfo of '
        'the head to the metainfo of the dataset, and remove num_keypoints'
    )


def pck_accuracy(predicted: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """Return PCK@0.05, the share of labeled keypoints within 5 % of the crop.

    Args:
        predicted: Normalized coordinates ``[B, K, 2]``.
        target: True coordinates ``[B, K, 2]``.
        weight: Zero for unlabeled keypoints, ``[B, K]``.

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
