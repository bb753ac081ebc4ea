"""The Poseur head: coarse branch, keypoint encoder, query decoder, RLE losses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from mmengine.structures import InstanceData
from mmpose.datasets.datasets.utils import parse_pose_metainfo
from mmpose.evaluation.functional import keypoint_pck_accuracy
from mmpose.models.heads import BaseHead
from mmpose.models.utils.tta import flip_coordinates
from mmpose.registry import KEYPOINT_CODECS, MODELS
from mmpose.structures import PoseDataSample
from mmpose.utils.tensor_utils import to_numpy
from torch import Tensor

from poseur.codecs import fuse_flip, score_keypoints

from ..keypoint_distribution import KeypointDistribution
from ..layers import FeatureMemory, full_precision
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
        return KeypointDistribution(*(value[-1] for value in self.decoder.keypoints))


@MODELS.register_module()
class PoseurHead(BaseHead):
    """Direct keypoint regression from multi-scale maps (Fig. 3).

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
        decoder: Config of the codec.
        init_cfg: Initial weights, as for every mmengine module.
    """

    def __init__(
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
        decoder: dict | None = None,
        init_cfg: dict | list[dict] | None = None,
    ) -> None:
        super().__init__(init_cfg)
        self.num_joints = resolve_num_joints(num_joints, metainfo)
        joints = dict(num_joints=self.num_joints)
        dims = dict(embed_dims=embed_dims)
        levels = dict(num_levels=num_levels)
        self.memory = FeatureMemory(embed_dims, num_levels, num_level_embeddings)
        self.own_coarse_map = 'in_channels' in coarse_branch
        self.coarse_branch = MODELS.build(
            dict(in_channels=embed_dims) | joints | coarse_branch
        )
        self.keypoint_encoder = MODELS.build(joints | dims | keypoint_encoder)
        self.query_decoder = MODELS.build(dims | levels | query_decoder)
        self.coarse_loss = MODELS.build(coarse_loss)
        self.decoder_loss = MODELS.build(decoder_loss)
        self.decoder = KEYPOINT_CODECS.build(decoder) if decoder else None

    def forward(self, feats: Sequence[Tensor]) -> PoseurOutput:
        """Predict from the neck's maps ``[B, C, H_l, W_l]``, in full precision.

        The maps of all levels are the memory. The last map feeds the coarse branch; it
        is either the last level or, where the coarse branch has ``in_channels`` of its
        own, a map that follows the levels. In training, noisy copies follow the K
        proposals as further queries.
        """
        with torch.autocast(feats[0].device.type, enabled=False):
            feats = [full_precision(feat) for feat in feats]
            memory = self.memory(feats[:-1] if self.own_coarse_map else feats)
            coarse = self.coarse_branch(feats[-1])
            queries = self.keypoint_encoder(coarse.mu)
            decoded = self.query_decoder(queries, memory)
        return PoseurOutput(coarse, decoded)

    def loss(
        self,
        feats: Sequence[Tensor],
        batch_data_samples: Sequence[PoseDataSample],
        train_cfg: dict | None = None,
    ) -> dict[str, Tensor]:
        """RLE losses of the coarse branch and of every layer (Eq. 4), and PCK@0.05.

        Raises:
            ValueError: If the samples have another number of keypoints than the head.
        """
        labels = [sample.gt_instance_labels for sample in batch_data_samples]
        target = torch.cat([label.keypoint_labels for label in labels])  # [B, K, 2]
        weight = torch.cat([label.keypoint_weights for label in labels])  # [B, K]
        if target.shape[1] != self.num_joints:
            raise ValueError(
                f'the data has {target.shape[1]} keypoints but the head num_joints='
                f'{self.num_joints}; use the metainfo of the dataset for the head'
            )
        output = self.forward(feats)
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
        proposals = output.keypoints.mu[:, : self.num_joints]
        losses['acc_coarse'] = pck_accuracy(output.coarse.mu, target, weight)
        losses['acc_pose'] = pck_accuracy(proposals, target, weight)
        return losses

    def predict(
        self,
        feats: Sequence[Tensor] | Sequence[Sequence[Tensor]],
        batch_data_samples: Sequence[PoseDataSample],
        test_cfg: dict | None = None,
    ) -> list[InstanceData]:
        """Predict keypoints with scores and scales.

        Args:
            feats: The neck's maps; with flip test, those of the image and of its
                mirror image.
            batch_data_samples: Samples with ``input_scale``, ``input_size`` and
                ``flip_indices`` in their metainfo.
            test_cfg: ``flip_test``; ``keypoint_score``, see :func:`score_keypoints`;
                ``flip_fusion``, see :func:`fuse_flip`; ``shift_coords`` moves the
                mirrored prediction by one pixel (unbiased; the release does not).

        Returns:
            For each sample: ``keypoints`` ``[1, K, 2]`` in pixels of the crop,
            ``keypoint_scores`` ``[1, K]`` and ``keypoint_sigmas`` ``[1, K, 2]``, the
            Laplace scales in pixels of the original image.
        """
        test_cfg = test_cfg or {}
        score_cfg = test_cfg.get('keypoint_score', dict(type='laplace'))
        if test_cfg.get('flip_test', False):
            plain, mirrored = (self.forward(each).keypoints for each in feats)
            mirrored = flip_back(mirrored, batch_data_samples[0].metainfo, test_cfg)
            mu, scores = fuse_flip(
                plain.mu,
                score_keypoints(plain.sigma, **score_cfg),
                mirrored.mu,
                score_keypoints(mirrored.sigma, **score_cfg),
                fusion=test_cfg.get('flip_fusion', 'laplace'),
            )
            sigma = (plain.sigma + mirrored.sigma) / 2
        else:
            mu, sigma = self.forward(feats).keypoints
            scores = score_keypoints(sigma, **score_cfg)
        instances = self.decode((mu, scores))
        for instance, scale, sample in zip(
            instances, to_numpy(sigma), batch_data_samples, strict=True
        ):
            instance.keypoint_sigmas = scale[None] * sample.metainfo['input_scale']
        return instances


def resolve_num_joints(num_joints: int | None, metainfo: dict | None) -> int:
    """The number of keypoints, given or counted in a dataset's metainfo.

    Raises:
        ValueError: If both or none are given.
    """
    if (num_joints is None) == (metainfo is None):
        given = 'neither' if metainfo is None else 'both'
        raise ValueError(
            f'PoseurHead takes num_joints or metainfo and got {given}; set '
            'model.head.metainfo to the metainfo of the dataset, and no num_joints'
        )
    if num_joints is None:
        num_joints = parse_pose_metainfo(dict(metainfo))['num_keypoints']
    return num_joints


def flip_back(
    mirrored: KeypointDistribution, metainfo: dict, test_cfg: dict
) -> KeypointDistribution:
    """Turn a prediction ``[B, K, 2]`` on a mirror image into one on the image."""
    swap = metainfo['flip_indices']
    shift = test_cfg.get('shift_coords', False)
    mu = flip_coordinates(mirrored.mu.clone(), swap, shift, metainfo['input_size'])
    return KeypointDistribution(mu, mirrored.sigma[:, swap])


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
