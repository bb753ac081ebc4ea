"""PRTR, two-stage variant: keypoints as a set that DETR's transformer predicts.

Li et al., "Pose Recognition with Cascade Transformers", CVPR 2021.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias, cast

import torch
from mmengine.structures import InstanceData
from mmpose.models.heads import BaseHead
from mmpose.models.utils.tta import flip_coordinates
from mmpose.registry import KEYPOINT_CODECS, MODELS
from mmpose.structures import PoseDataSample
from torch import Tensor, nn

from poseur.codecs import fuse_flip

from ..layers import full_precision, mlp
from ..poseur import join_labels, pck_accuracy, resolve_num_keypoints
from .detr_transformer import DetrTransformer
from .hungarian_matching import QueryPrediction
from .position_map import token_positions
from .query_readout import read_keypoints
from .set_loss import SetLoss

#: Maps of a backbone or a neck, ``[B, C, H_l, W_l]`` each.
FeatureMaps: TypeAlias = Sequence[Tensor]


@MODELS.register_module()
class PRTRHead(BaseHead):
    """Queries that attend to the last map of a crop; each is a keypoint or background.

    Args:
        in_channels: Channels of the last map.
        num_keypoints: Number of keypoints ``K``. Required unless ``metainfo`` is given.
        metainfo: Metainfo of the dataset, which defines ``K``.
        num_queries: Number of queries ``Q``, at least ``K``.
        embed_dims: Channels ``C`` of queries and tokens, a multiple of 4.
        transformer: Further arguments of :class:`DetrTransformer`.
        loss: Arguments of :class:`SetLoss`.
        decoder: Config of the codec, which decodes predictions to pixels.
        init_cfg: Initial weights, as for every mmengine module.

    Raises:
        ValueError: If there are fewer queries than keypoints.
    """

    def __init__(
        self,
        in_channels: int,
        num_keypoints: int | None = None,
        metainfo: dict | None = None,
        num_queries: int = 100,
        embed_dims: int = 256,
        transformer: dict | None = None,
        loss: dict | None = None,
        decoder: dict | None = None,
        init_cfg: dict | list[dict] | None = None,
    ) -> None:
        super().__init__(init_cfg)
        self.num_keypoints = resolve_num_keypoints(num_keypoints, metainfo)
        if num_queries < self.num_keypoints:
            raise ValueError(
                f'model.head.num_queries={num_queries} is less than the '
                f'{self.num_keypoints} keypoints, each of which needs a query of its '
                f'own; set it to {self.num_keypoints} or more'
            )
        self.in_channels = in_channels
        self.embed_dims = embed_dims
        self.input_proj = nn.Conv2d(in_channels, embed_dims, 1)
        self.query_embed = nn.Embedding(num_queries, embed_dims)
        self.transformer = DetrTransformer(embed_dims, **(transformer or {}))
        self.class_embed = nn.Linear(embed_dims, self.num_keypoints + 1)
        self.coord_embed = mlp((embed_dims, embed_dims, embed_dims, 2), nn.ReLU)
        self.loss_module = SetLoss(**(loss or {}))
        self.decoder = KEYPOINT_CODECS.build(decoder) if decoder else None

    def forward(self, feats: FeatureMaps) -> QueryPrediction:
        """Predict from the last map, in full precision.

        Returns:
            Predictions of all ``N`` decoder layers, ``[N, B, Q, ...]``.

        Raises:
            ValueError: If the map does not have ``in_channels`` channels.
        """
        feat = feats[-1]
        if feat.shape[1] != self.in_channels:
            raise ValueError(
                f'the last map has {feat.shape[1]} channels, but model.head.in_channels'
                f'={self.in_channels}; set it to {feat.shape[1]}, or give the model '
                'the backbone and neck of the head'
            )
        with torch.autocast(feat.device.type, enabled=False):
            projected = self.input_proj(full_precision(feat))
            height, width = projected.shape[2:]
            position = token_positions(height, width, self.embed_dims, projected)
            hidden = self.transformer(
                projected.flatten(2).transpose(1, 2),
                position,
                self.query_embed.weight,
            )
            coords = self.coord_embed(hidden).sigmoid()
            return QueryPrediction(self.class_embed(hidden), coords)

    def loss(
        self,
        feats: FeatureMaps,
        batch_data_samples: Sequence[PoseDataSample],
        train_cfg: dict | None = None,
    ) -> dict[str, Tensor]:
        """Return the losses of every layer, see :class:`SetLoss`, and PCK@0.05.

        Raises:
            ValueError: If the samples have another number of keypoints than the head.
        """
        target, weight = join_labels(batch_data_samples, self.num_keypoints)
        prediction = self.forward(feats)
        losses = self.loss_module(prediction, target, weight)
        coords, _ = read_keypoints(prediction.last)
        losses['acc_pose'] = pck_accuracy(coords.detach(), target, weight)
        return losses

    def predict(
        self,
        feats: FeatureMaps | Sequence[FeatureMaps],
        batch_data_samples: Sequence[PoseDataSample],
        test_cfg: dict | None = None,
    ) -> list[InstanceData]:
        """Predict keypoints with scores.

        Args:
            feats: Maps of the backbone. With flip test, those of the image and those of
                its mirror image.
            batch_data_samples: Samples with ``input_size`` and ``flip_indices`` in
                their metainfo.
            test_cfg: Settings of the test: ``flip_test``; ``shift_coords``, which
                shifts the mirrored prediction by one pixel (unbiased, but not in the
                authors' code); ``readout`` and ``score_with_background``, see
                :func:`.read_keypoints`.

        Returns:
            For each sample: ``keypoints`` ``[1, K, 2]`` in pixels of the crop and
            ``keypoint_scores`` ``[1, K]``.
        """
        test_cfg = test_cfg or {}
        if not test_cfg.get('flip_test', False):
            return self.decode(self.read_out(cast('FeatureMaps', feats), test_cfg))
        views = cast('Sequence[FeatureMaps]', feats)
        plain, (coords, scores) = (self.read_out(view, test_cfg) for view in views)
        metainfo = batch_data_samples[0].metainfo
        swap = metainfo['flip_indices']
        shift = test_cfg.get('shift_coords', False)
        coords = flip_coordinates(coords, swap, shift, metainfo['input_size'])
        return self.decode(fuse_flip(*plain, coords, scores[:, swap], fusion='mean'))

    def read_out(self, feats: FeatureMaps, test_cfg: dict) -> tuple[Tensor, Tensor]:
        """Return locations ``[B, K, 2]`` and scores ``[B, K]`` of the last layer."""
        return read_keypoints(
            self.forward(feats).last,
            test_cfg.get('readout', 'assignment'),
            test_cfg.get('score_with_background', False),
        )
