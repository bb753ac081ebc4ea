"""Rough keypoints in, decoder queries out (Sec. 3.1, "Keypoint encoder")."""

from __future__ import annotations

from typing import NamedTuple

import torch
from mmpose.registry import MODELS
from torch import Tensor, nn

from poseur.compat.deprecation import renamed_value

from .layers import proposal_encoding


class KeypointQueries(NamedTuple):
    """Queries of all groups: the proposals first, then (in training) noisy copies.

    Attributes:
        content: ``[B, G*K, C]``.
        position: Added to the content inside attention, ``[K, C]`` for each group.
        reference: Normalized reference points, not clipped, ``[B, G*K, 2]``.
    """

    content: Tensor
    position: Tensor
    reference: Tensor


@MODELS.register_module()
class KeypointEncoder(nn.Module):
    """Encodes location and category of each rough keypoint into a query.

    Args:
        num_keypoints: Number of keypoints ``K``.
        embed_dims: Query channels ``C``.
        query: ``'official'``: content is a normalized projection of the encodings of
            the proposal and of the proposal clipped to the crop, and the class
            embedding is the position used in every layer. ``'paper'``: content is the
            sum of class embedding and encoding, and there is no extra position.
        noisy_points: Config of the noisy reference points used in training, or None.
        class_std: Standard deviation of the class embedding at the start. None is
            Xavier as released: about 0.09, next to a content of unit variance.
    """

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
            raise ValueError(f"query={query!r} is neither 'official' nor 'paper'")
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
        """Build the queries of proposals ``[B, K, 2]``; gradient stops here."""
        reference = proposal.detach()
        if self.training and self.noisy_points is not None:
            reference = torch.cat([reference, self.noisy_points(reference)], dim=1)
        return self.encode(reference)

    def encode(self, reference: Tensor) -> KeypointQueries:
        """Queries at the reference points ``[B, G*K, 2]``."""
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
