"""The exported part of a model: from crops to keypoints, scales and scores."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import torch
from mmengine.model import BaseModel
from torch import Tensor, nn

from poseur.codecs import score_keypoints
from poseur.models import EMSDA, FeatureMemory, Memory, QueryDecoder
from poseur.models.query_decoder import KeypointSelfAttention

from ..metadata import ModelMetadata
from .attention import GatherEMSDA, PlainSelfAttention


class FixedMemory(nn.Module):
    """Replacement of :class:`FeatureMemory` for maps of known sizes.

    Args:
        module: The trained module.
        feats: The neck's maps of one crop.
    """

    position: Tensor

    def __init__(self, module: FeatureMemory, feats: Sequence[Tensor]) -> None:
        super().__init__()
        blank = module([torch.zeros_like(feat[:1]) for feat in feats])
        self.shapes = blank.shapes
        self.register_buffer('position', blank.pixels)  # [1, P, C]

    def forward(self, feats: Sequence[Tensor], images: Tensor) -> Memory:
        """See :meth:`FeatureMemory.forward`; ``images`` are the indices ``[B]``."""
        levels = [feat.flatten(2).transpose(1, 2) for feat in feats]
        return Memory(torch.cat(levels, dim=1) + self.position, self.shapes, images)


class CropGraph(nn.Module):
    """Normalization, backbone and neck of an exported model.

    It predicts any number of crops of one size, without flip test. The given model
    does not change.

    Args:
        estimator: The model, a ``TopdownPoseEstimator``.
        metadata: Its metadata.

    Attributes:
        outputs: Names of the outputs.
        num_keypoints: Number of keypoints ``K``.
    """

    input_size: Tensor
    mean: Tensor
    std: Tensor
    outputs: tuple[str, ...]
    num_keypoints: int

    def __init__(self, estimator: BaseModel, metadata: ModelMetadata) -> None:
        super().__init__()
        neck = getattr(estimator, 'neck', None)
        self.backbone = frozen_copy(estimator.backbone)
        self.neck = None if neck is None else frozen_copy(neck)
        self.bgr_to_rgb = metadata.bgr_to_rgb
        for name in ('input_size', 'mean', 'std'):
            value = torch.tensor(getattr(metadata, name), dtype=torch.float)
            self.register_buffer(name, value)

    def normalize(self, crops: Tensor) -> Tensor:
        """Turn uint8 ``[B, H, W, 3]`` into the backbone's input ``[B, 3, H, W]``."""
        image = crops.float()
        if self.bgr_to_rgb:
            image = image.flip(-1)
        return ((image - self.mean) / self.std).permute(0, 3, 1, 2).contiguous()

    def features(self, crops: Tensor) -> Sequence[Tensor]:
        """Return the maps of the neck, or of the backbone if there is none."""
        feats = self.backbone(self.normalize(crops))
        return feats if self.neck is None else self.neck(feats)


class InferenceGraph(CropGraph):
    """A top-down Poseur without losses, flows and heads of the earlier layers.

    Args:
        estimator: The model, a ``TopdownPoseEstimator`` with a :class:`PoseurHead`.
        metadata: Its metadata.
    """

    outputs = ('keypoints', 'sigmas', 'scores')

    def __init__(self, estimator: BaseModel, metadata: ModelMetadata) -> None:
        super().__init__(estimator, metadata)
        width, height = metadata.input_size
        head = frozen_copy(estimator.head)
        self.own_coarse_map = head.own_coarse_map
        with torch.no_grad():
            blank = torch.zeros(1, height, width, 3, dtype=torch.uint8)
            feats = self.features(blank)
        self.memory = FixedMemory(head.poseur.memory, self.levels(feats))
        self.coarse_branch = head.poseur.coarse_branch
        self.coarse_level = head.poseur.coarse_level
        self.keypoint_encoder = head.poseur.keypoint_encoder
        self.num_keypoints = head.num_keypoints
        self.decoder = prepare(
            head.poseur.query_decoder, self.num_keypoints, self.memory.shapes
        )
        self.keypoint_score = dict(metadata.keypoint_score)

    def levels(self, feats: Sequence[Tensor]) -> Sequence[Tensor]:
        """Return the maps that the decoder samples from."""
        return feats[:-1] if self.own_coarse_map else feats

    def forward(self, crops: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Predict keypoints.

        Args:
            crops: uint8 BGR ``[B, H, W, 3]``.

        Returns:
            Keypoints and Laplace scales in pixels of the crop, ``[B, K, 2]``, and
            scores ``[B, K]``.
        """
        feats = self.features(crops)
        memory = self.memory(self.levels(feats), count(crops))
        coarse = self.coarse_branch(feats[self.coarse_level])
        mu, sigma = self.decode(coarse.mu, memory)
        scores = score_keypoints(sigma, **self.keypoint_score)
        return mu * self.input_size, sigma * self.input_size, scores

    def decode(self, proposal: Tensor, memory: Memory) -> tuple[Tensor, Tensor]:
        """Refine proposals ``[B, K, 2]``, see :meth:`QueryDecoder.forward`."""
        hidden, query_pos, reference = self.keypoint_encoder(proposal)
        clipped = reference.clamp(0, 1)
        for step in range(self.decoder.num_layers):
            index = step % len(self.decoder.layers)
            hidden = self.decoder.layers[index](
                hidden, query_pos, reference, memory, self.num_keypoints
            )
            # Only the last prediction is used, so tracing drops the earlier ones.
            clipped, predicted = self.decoder.refinements[index](hidden, clipped)
            reference = clipped
        return predicted


def frozen_copy(module: Any) -> Any:
    """Return a copy of a module in evaluation mode that is not trained."""
    copied = deepcopy(module)
    copied.eval()  # does not return the module in all backbones of mmpose
    return copied.requires_grad_(False)


def count(crops: Tensor) -> Tensor:
    """Return the indices 0, 1, ... of the crops ``[B, ...]``.

    The cumulative sum does without ``len(crops)``, which tracing may turn into a
    constant.
    """
    return (crops.flatten(1)[:, 0] >= 0).long().cumsum(0) - 1


def prepare(
    decoder: QueryDecoder, num_keypoints: int, shapes: tuple[tuple[int, int], ...]
) -> QueryDecoder:
    """Replace the attention modules of a decoder in place."""
    for layer in decoder.layers:
        if isinstance(layer.self_attention, KeypointSelfAttention):
            layer.self_attention = PlainSelfAttention(
                layer.self_attention, num_keypoints
            )
        if isinstance(layer.cross_attention, EMSDA):
            layer.cross_attention = GatherEMSDA(
                layer.cross_attention, num_keypoints, shapes
            )
    return decoder
