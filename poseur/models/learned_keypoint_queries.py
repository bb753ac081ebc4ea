"""Queries without a proposal, as in Deformable DETR (Table 1a)."""

from __future__ import annotations

from mmpose.registry import MODELS
from torch import Tensor, nn

from poseur.compat.deprecation import renamed_arguments

from .keypoint_encoder import KeypointQueries


@MODELS.register_module()
class LearnedKeypointQueries(nn.Module):
    """Learned queries, the same for every image, with references from a linear layer.

    Replaces :class:`KeypointEncoder` in ablations. The coarse branch is still trained,
    but its proposal is not used.

    Args:
        num_keypoints: Number of keypoints ``K``.
        embed_dims: Query channels ``C``.
    """

    @renamed_arguments(num_joints='num_keypoints')
    def __init__(self, num_keypoints: int, embed_dims: int = 256) -> None:
        super().__init__()
        self.content = nn.Embedding(num_keypoints, embed_dims)
        self.position = nn.Embedding(num_keypoints, embed_dims)
        self.reference_points = nn.Linear(embed_dims, 2)
        nn.init.xavier_uniform_(self.reference_points.weight)
        nn.init.zeros_(self.reference_points.bias)

    def forward(self, proposal: Tensor) -> KeypointQueries:
        """Return the queries for as many images as ``proposal`` ``[B, K, 2]`` has."""
        images = len(proposal)
        content, position = self.content.weight, self.position.weight
        reference = self.reference_points(position).sigmoid()
        return KeypointQueries(
            content.expand(images, -1, -1), position, reference.expand(images, -1, -1)
        )
