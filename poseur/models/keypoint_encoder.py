"""Decoder queries from coarse keypoints (Sec. 3.1, "Keypoint encoder")."""

from __future__ import annotations

from typing import NamedTuple

import torch
from mmpose.registry import MODELS
from torch import Tensor, nn

from poseur.compat.deprecation import renamed_arguments, renamed_value

from .layers import proposal_encoding


class KeypointQueries(NamedTuple):
    """Queries of all groups: the proposals, followed in training by noisy copies.

    Attributes:
        content: ``[B, G*K, C]``.
        position: Added to the content inside attention, the same for every group,
            ``[K, C]``.
        reference: Normalized reference points, not clipped, ``[B, G*K, 2]``.
    """

    content: Tensor
    position: Tensor
    reference: Tensor


@MODELS.register_module()
class KeypointEncoder(nn.Module):
    """Encodes location and category of each coarse keypoint into a query.

    Args:
        num_keypoints: Number of keypoints ``K``.
        embed_dims: Query channels ``C``.
        query: Form of the queries. ``'official'``, the official code's form: the
            content is a normalized projection of two encodings, that of the proposal
            and that of the proposal clipped to the crop; the position is the class
            embedding. ``'paper'``, the paper's text: the content is the sum of class
            embedding and encoding; the position is zero.
        noisy_points: Config of the noisy reference points used in training. None
            disables them.
        class_std: Standard deviation of the initial class embedding. None means
            Xavier, as in the official code: about 0.09, small next to a content of
            unit variance.
    """

    @renamed_arguments(num_joints='num_keypoints')
    def __init__(
        self,
        num_keypoints: int,
        embed_dims: int = 256,
        query: str = 'official',
        noisy_points: dict | None = None,
        class_std: float | None = None,
    ) -> None:
        super().__init__()
        query = renamed_value('query', query, released='official')
        if query not in ('official', 'paper'):
            raise ValueError(f"query={query!r} must be 'official' or 'paper'")
        self.query = query
        self.class_embedding = nn.Parameter(torch.empty(num_keypoints, embed_dims))
        if class_std is None:
            nn.init.xavier_uniform_(self.class_embedding)
        else:
            nn.init.normal_(self.class_embedding, std=class_std)
        if query == 'official':
            self.projection = nn.Linear(2 * embed_dims, embed_dims)
            self.norm = nn.LayerNorm(embed_dims)
            nn.init.xavier_uniform_(self.projection.weight)
        self.noisy_points = MODELS.build(noisy_points) if noisy_points else None

    def forward(self, proposal: Tensor) -> KeypointQueries:
        """Build the queries of proposals ``[B, K, 2]``, which get no gradient."""
        reference = proposal.detach()
        if self.training and self.noisy_points is not None:
            reference = torch.cat([reference, self.noisy_points(reference)], dim=1)
        return self.encode(reference)

    def encode(self, reference: Tensor) -> KeypointQueries:
        """Build the queries at reference points ``[B, G*K, 2]``."""
        embed_dims = self.class_embedding.shape[1]
        encoding = proposal_encoding(reference, embed_dims)  # [B, G*K, C]
        if self.query == 'paper':
            groups = reference.shape[1] // len(self.class_embedding)
            content = encoding + self.class_embedding.repeat(groups, 1)
            return KeypointQueries(
                content, torch.zeros_like(self.class_embedding), reference
            )
        clipped = proposal_encoding(reference.clamp(0, 1), embed_dims)
        content = self.norm(self.projection(torch.cat([encoding, clipped], dim=-1)))
        return KeypointQueries(content, self.class_embedding, reference)
