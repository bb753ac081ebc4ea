"""Top-down head: Poseur on the crop of a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias, cast

import torch
from mmengine.structures import InstanceData
from mmpose.models.heads import BaseHead
from mmpose.models.utils.tta import flip_coordinates
from mmpose.registry import KEYPOINT_CODECS, MODELS
from mmpose.structures import PoseDataSample
from mmpose.utils.tensor_utils import to_numpy
from torch import Tensor

from poseur.codecs import fuse_flip, score_keypoints

from .keypoint_distribution import KeypointDistribution
from .layers import full_precision
from .poseur import Poseur, PoseurOutput, join_labels

#: Maps of a neck, ``[B, C, H_l, W_l]`` each.
FeatureMaps: TypeAlias = Sequence[Tensor]


@MODELS.register_module()
class PoseurHead(BaseHead):
    """mmpose head around :class:`Poseur`, which reads the multi-scale maps of a crop.

    Args:
        coarse_branch: Config of the coarse branch. With ``in_channels``, the branch
            reads an additional map, see :meth:`forward`.
        decoder: Config of the codec, which decodes predictions to pixels.
        init_cfg: Initial weights, as for every mmengine module.
        **poseur: Further arguments of :class:`Poseur`.
    """

    def __init__(
        self,
        coarse_branch: dict,
        *,
        decoder: dict | None = None,
        init_cfg: dict | list[dict] | None = None,
        **poseur: Any,
    ) -> None:
        super().__init__(init_cfg)
        self.own_coarse_map = 'in_channels' in coarse_branch
        self.poseur = Poseur(coarse_branch, **poseur)
        self.decoder = KEYPOINT_CODECS.build(decoder) if decoder else None

    @property
    def num_keypoints(self) -> int:
        """Number of keypoints ``K``."""
        return self.poseur.num_keypoints

    def forward(self, feats: FeatureMaps) -> PoseurOutput:
        """Predict from the maps of the neck, in full precision.

        The maps of all levels form the memory, and one of the maps feeds the coarse
        branch, the last one by default. That map is the last level, or, if the coarse
        branch was configured with ``in_channels``, an additional map after the levels.
        """
        with torch.autocast(feats[0].device.type, enabled=False):
            feats = [full_precision(feat) for feat in feats]
            levels = feats[:-1] if self.own_coarse_map else feats
            return self.poseur(feats, self.poseur.build_memory(levels))

    def loss(
        self,
        feats: FeatureMaps,
        batch_data_samples: Sequence[PoseDataSample],
        train_cfg: dict | None = None,
    ) -> dict[str, Tensor]:
        """Return RLE losses and PCK@0.05, see :meth:`Poseur.loss`.

        Raises:
            ValueError: If the samples have another number of keypoints than the head.
        """
        target, weight = join_labels(batch_data_samples, self.num_keypoints)
        return self.poseur.loss(self.forward(feats), target, weight)

    def predict(
        self,
        feats: FeatureMaps | Sequence[FeatureMaps],
        batch_data_samples: Sequence[PoseDataSample],
        test_cfg: dict | None = None,
    ) -> list[InstanceData]:
        """Predict keypoints with scores and scales.

        Args:
            feats: Maps of the neck. With flip test, those of the image and those of its
                mirror image.
            batch_data_samples: Samples with ``input_scale``, ``input_size`` and
                ``flip_indices`` in their metainfo.
            test_cfg: Settings of the test: ``flip_test``; ``keypoint_score``, see
                :func:`score_keypoints`; ``flip_fusion``, see :func:`fuse_flip`;
                ``shift_coords``, which shifts the mirrored prediction by one pixel
                (unbiased, but not in the official code); ``num_layers``, the number of
                decoder layers to use, 0 for the proposal.

        Returns:
            For each sample: ``keypoints`` ``[1, K, 2]`` in pixels of the crop,
            ``keypoint_scores`` ``[1, K]`` and ``keypoint_sigmas`` ``[1, K, 2]``, the
            Laplace scales in pixels of the original image.
        """
        test_cfg = test_cfg or {}
        score_cfg = test_cfg.get('keypoint_score', dict(type='laplace'))
        if test_cfg.get('flip_test', False):
            views = cast('Sequence[FeatureMaps]', feats)
            plain, mirrored = (self._keypoints(view, test_cfg) for view in views)
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
            mu, sigma = self._keypoints(cast('FeatureMaps', feats), test_cfg)
            scores = score_keypoints(sigma, **score_cfg)
        instances = self.decode((mu, scores))
        for instance, scale, sample in zip(
            instances, to_numpy(sigma), batch_data_samples, strict=True
        ):
            instance.keypoint_sigmas = scale[None] * sample.metainfo['input_scale']
        return instances

    def _keypoints(self, feats: FeatureMaps, test_cfg: dict) -> KeypointDistribution:
        """Return the prediction after ``num_layers`` decoder layers, ``[B, K, 2]``."""
        num_layers = test_cfg.get('num_layers', self.poseur.query_decoder.num_layers)
        return self.forward(feats).keypoints_after(num_layers)


def flip_back(
    mirrored: KeypointDistribution, metainfo: dict, test_cfg: dict
) -> KeypointDistribution:
    """Convert a prediction ``[B, K, 2]`` on the mirror image to the image."""
    swap = metainfo['flip_indices']
    shift = test_cfg.get('shift_coords', False)
    mu = flip_coordinates(mirrored.mu.clone(), swap, shift, metainfo['input_size'])
    return KeypointDistribution(mu, mirrored.sigma[:, swap])
