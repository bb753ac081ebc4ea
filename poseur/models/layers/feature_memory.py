"""Multi-scale memory that the query decoder samples from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import torch
from torch import Tensor, nn

from .positional_encoding import map_encoding


@dataclass
class Memory:
    """Feature maps of all levels as one table of pixels.

    Query row ``i`` attends to image ``images[i]``, by default to image ``i``. Its
    reference points refer to a window of that image, by default to the whole image.

    Attributes:
        pixels: ``[B, P, C]``, levels one after the other, each row-major.
        shapes: ``(height, width)`` of each level. The areas sum up to ``P``.
        images: Image index of each of the ``N`` query rows, ``[N]``. None means that
            row ``i`` belongs to image ``i``.
        windows: ``(x, y, width, height)`` of each row's window, ``[N, 4]``. The whole
            map is ``(0, 0, 1, 1)``; None means the whole map for all rows.
    """

    pixels: Tensor
    shapes: tuple[tuple[int, int], ...]
    images: Tensor | None = None
    windows: Tensor | None = None

    def with_windows(self, images: Tensor, windows: Tensor) -> Memory:
        """Return a memory of the same pixels with one window for each query row."""
        return replace(self, images=images, windows=windows)

    def to_map_coordinates(self, points: Tensor) -> Tensor:
        """Convert points ``[N, Q, 2]`` from window to map coordinates."""
        if self.windows is None:
            return points
        corners, extents = self.windows[:, None].split(2, dim=-1)
        return corners + points * extents

    def per_row(self, pixels: Tensor) -> Tensor:
        """Select each query row's image from ``[B, P, C]``, giving ``[N, P, C]``."""
        return pixels if self.images is None else pixels[self.images]

    @cached_property
    def sizes(self) -> Tensor:
        """(width, height) of each level, ``[L, 2]``."""
        sizes = [(width, height) for height, width in self.shapes]
        return self.pixels.new_tensor(sizes)

    @cached_property
    def first_rows(self) -> Tensor:
        """First row of each level in the pixel table ``[B*P, C]``, ``[N, L]``."""
        batch, num_pixels, _ = self.pixels.shape
        areas = torch.tensor([height * width for height, width in self.shapes])
        starts = (areas.cumsum(0) - areas).to(self.pixels.device)
        images = self.images
        if images is None:
            images = torch.arange(batch, device=self.pixels.device)
        return (images[:, None] * num_pixels + starts).int()

    def maps(self) -> list[Tensor]:
        """Return the levels of each query row's image, ``[N, C, H_l, W_l]`` each."""
        areas = [height * width for height, width in self.shapes]
        return [
            level.transpose(1, 2).unflatten(2, shape)
            for level, shape in zip(
                self.per_row(self.pixels).split(areas, dim=1), self.shapes, strict=True
            )
        ]


class FeatureMemory(nn.Module):
    """Builds the memory: the neck's maps plus sine encoding and level embedding.

    Args:
        embed_dims: Channels ``C`` of the maps.
        num_levels: Number of levels ``L`` in use.
        num_embeddings: Rows of the embedding table, at least ``num_levels``, which is
            the default. The official ViT model has four rows for three levels.
    """

    def __init__(
        self, embed_dims: int, num_levels: int, num_embeddings: int | None = None
    ) -> None:
        super().__init__()
        if embed_dims % 4:
            raise ValueError(
                f'embed_dims={embed_dims} must be a multiple of 4 for the sine '
                'encoding of two axes'
            )
        num_embeddings = num_embeddings or num_levels
        if num_embeddings < num_levels:
            raise ValueError(
                f'num_embeddings={num_embeddings} is below num_levels={num_levels}; '
                'every level needs an embedding'
            )
        self.num_levels = num_levels
        self.level_embedding = nn.Parameter(torch.randn(num_embeddings, embed_dims))

    def forward(self, feats: Sequence[Tensor]) -> Memory:
        """Flatten the maps ``[B, C, H_l, W_l]`` of all levels into a memory.

        Raises:
            ValueError: If the number or the channels of the maps do not match.
        """
        channels = [feat.shape[1] for feat in feats]
        expected = [self.level_embedding.shape[1]] * self.num_levels
        if channels != expected:
            raise ValueError(
                f'the neck gives levels of {channels} channels, but embed_dims and '
                f'num_levels of the head ask for {expected}; make the two agree (an '
                'additional map needs a coarse_branch with in_channels)'
            )
        shapes = tuple((feat.shape[2], feat.shape[3]) for feat in feats)
        positions = [
            map_encoding(height, width, feats[0].shape[1], like=feats[0]) + embedding
            for (height, width), embedding in zip(
                shapes, self.level_embedding, strict=False
            )
        ]
        position = torch.cat([level.flatten(0, 1) for level in positions])  # [P, C]
        # Copy level by level, since adding to transposed maps takes twice the time.
        levels = [feat.flatten(2).transpose(1, 2).contiguous() for feat in feats]
        return Memory(torch.cat(levels, dim=1).add_(position), shapes)
