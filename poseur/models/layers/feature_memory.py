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
        pixels: ``[B, P, C]``, levels one after the other, each row-major. Pixels of
            the padding are zero, like everything outside of the maps.
        shapes: ``(height, width)`` of each level. The areas sum up to ``P``.
        images: Image index of each of the ``N`` query rows, ``[N]``. None means that
            row ``i`` belongs to image ``i``.
        windows: ``(x, y, width, height)`` of each row's window, ``[N, 4]``. The whole
            map is ``(0, 0, 1, 1)``; None means the whole map for all rows.
        padding: Which pixels lie in the padding, bool ``[B, P]``; None means none.
    """

    pixels: Tensor
    shapes: tuple[tuple[int, int], ...]
    images: Tensor | None = None
    windows: Tensor | None = None
    padding: Tensor | None = None

    def with_windows(self, images: Tensor, windows: Tensor) -> Memory:
        """Return a memory of the same pixels with one window for each query row."""
        return replace(self, images=images, windows=windows)

    def to_map_coordinates(self, points: Tensor) -> Tensor:
        """Convert points ``[N, Q, 2]`` from window to map coordinates."""
        if self.windows is None:
            return points
        corners, extents = self.windows[:, None].split(2, dim=-1)
        return corners + points * extents

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

    def each_image(self) -> list[Memory]:
        """Return the memory of each image alone, without rows and windows."""
        pixels = self.pixels.split(1)
        padding = (
            [None] * len(pixels) if self.padding is None else self.padding.split(1)
        )
        return [
            Memory(image, self.shapes, padding=hidden)
            for image, hidden in zip(pixels, padding, strict=True)
        ]

    def maps(self) -> list[Tensor]:
        """Return the levels of each image, ``[B, C, H_l, W_l]`` each."""
        areas = [height * width for height, width in self.shapes]
        return [
            level.transpose(1, 2).unflatten(2, shape)
            for level, shape in zip(
                self.pixels.split(areas, dim=1), self.shapes, strict=True
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

    def forward(self, feats: Sequence[Tensor], extents: Tensor | None = None) -> Memory:
        """Flatten the maps ``[B, C, H_l, W_l]`` of all levels into a memory.

        Args:
            feats: The maps.
            extents: Columns and rows that each image fills on each level, whole or
                not, ``[B, L, 2]``. The encoding spreads over them, and pixels behind
                them are padding. None means that all images fill the maps.

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
        fills = [None] * len(feats) if extents is None else extents.unbind(1)
        positions = [
            map_encoding(*shape, channels[0], feats[0], fill) + embedding
            for shape, fill, embedding in zip(
                shapes, fills, self.level_embedding, strict=False
            )
        ]
        position = torch.cat([each.flatten(-3, -2) for each in positions], dim=-2)
        # Copy level by level, since adding to transposed maps takes twice the time.
        levels = [feat.flatten(2).transpose(1, 2).contiguous() for feat in feats]
        pixels = torch.cat(levels, dim=1).add_(position)
        if extents is None:
            return Memory(pixels, shapes)
        padding = padding_of(shapes, extents)
        return Memory(
            pixels.masked_fill_(padding[..., None], 0), shapes, padding=padding
        )


def padding_of(shapes: Sequence[tuple[int, int]], extents: Tensor) -> Tensor:
    """Return which pixels begin behind the extents ``[B, L, 2]``, bool ``[B, P]``."""
    levels = []
    for (height, width), fill in zip(shapes, extents.unbind(1), strict=True):
        columns = torch.arange(width, device=extents.device) >= fill[:, :1]  # [B, W]
        rows = torch.arange(height, device=extents.device) >= fill[:, 1:]  # [B, H]
        levels.append((rows[:, :, None] | columns[:, None]).flatten(1))
    return torch.cat(levels, dim=1)
