"""The multi-scale memory that the query decoder samples from."""

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

    Each of N rows of queries looks at one image; as it stands, row ``i`` at the whole
    of image ``i``, and :meth:`through` changes that.

    Attributes:
        pixels: ``[B, P, C]``, levels one after the other, each row-major.
        shapes: ``(height, width)`` of each level; the areas sum up to ``P``.
        images: Image that each row looks at, ``[N]``; None: as many rows as images.
        windows: ``(x, y, width, height)`` of the part that each row's coordinates refer
            to, ``[N, 4]``, the whole map being ``(0, 0, 1, 1)``; None: the whole map.
    """

    pixels: Tensor
    shapes: tuple[tuple[int, int], ...]
    images: Tensor | None = None
    windows: Tensor | None = None

    def through(self, images: Tensor, windows: Tensor) -> Memory:
        """The same maps, looked at through a window for each row of queries."""
        return replace(self, images=images, windows=windows)

    def locate(self, points: Tensor) -> Tensor:
        """Points ``[N, Q, 2]`` of the windows in the coordinates of the maps."""
        if self.windows is None:
            return points
        corners, extents = self.windows[:, None].split(2, dim=-1)
        return corners + points * extents

    def per_row(self, pixels: Tensor) -> Tensor:
        """What each row looks at, ``[N, P, C]``, of features ``[B, P, C]``."""
        return pixels if self.images is None else pixels[self.images]

    @cached_property
    def sizes(self) -> Tensor:
        """Width and height of each level, ``[L, 2]``."""
        sizes = [(width, height) for height, width in self.shapes]
        return self.pixels.new_tensor(sizes)

    @cached_property
    def first_rows(self) -> Tensor:
        """Where each level begins in the table ``[B*P, C]`` of pixels, ``[N, L]``."""
        batch, num_pixels, _ = self.pixels.shape
        areas = torch.tensor([height * width for height, width in self.shapes])
        starts = (areas.cumsum(0) - areas).to(self.pixels.device)
        images = self.images
        if images is None:
            images = torch.arange(batch, device=self.pixels.device)
        return (images[:, None] * num_pixels + starts).int()

    def maps(self) -> list[Tensor]:
        """The levels as each row sees them, maps ``[N, C, H_l, W_l]``."""
        areas = [height * width for height, width in self.shapes]
        return [
            level.transpose(1, 2).unflatten(2, shape)
            for level, shape in zip(
                self.per_row(self.pixels).split(areas, dim=1), self.shapes, strict=True
            )
        ]


class FeatureMemory(nn.Module):
    """Adds the sine encoding and a learned level embedding to the neck's maps.

    Args:
        embed_dims: Channels ``C`` of the maps.
        num_levels: Number of levels ``L`` in use.
        num_embeddings: Rows of the embedding table, at least ``num_levels``. The
            released ViT keeps four rows for three levels. Defaults to ``num_levels``.
    """

    def __init__(
        self, embed_dims: int, num_levels: int, num_embeddings: int | None = None
    ) -> None:
        super().__init__()
        if embed_dims % 4:
            raise ValueError(
                f'embed_dims={embed_dims} is not a multiple of 4, which the sine '
                'encoding of two axes needs'
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
            ValueError: If number or channels of the maps are not as configured.
        """
        channels = [feat.shape[1] for feat in feats]
        expected = [self.level_embedding.shape[1]] * self.num_levels
        if channels != expected:
            raise ValueError(
                f'the neck gives levels of {channels} channels, but embed_dims and '
                f'num_levels of the head ask for {expected}; make the two agree (one '
                'more map is for a coarse branch that has in_channels of its own)'
            )
        shapes = tuple(tuple(feat.shape[-2:]) for feat in feats)
        positions = [
            map_encoding(*shape, feats[0].shape[1], like=feats[0]) + embedding
            for shape, embedding in zip(shapes, self.level_embedding, strict=False)
        ]
        position = torch.cat([level.flatten(0, 1) for level in positions])  # [P, C]
        # Copied level by level: adding to transposed maps takes twice the time.
        levels = [feat.flatten(2).transpose(1, 2).contiguous() for feat in feats]
        return Memory(torch.cat(levels, dim=1).add_(position), shapes)
