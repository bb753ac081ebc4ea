"""Patches of a feature map as tokens."""

from __future__ import annotations

from torch import Tensor, nn


class PatchTokens(nn.Module):
    """Linear projection of each patch of a map.

    Values of a patch are ordered by row, column and channel.

    Args:
        in_channels: Channels ``C'`` of the map.
        embed_dims: Channels ``C`` of a token.
        patch_size: Height and width of a patch in pixels of the map.
    """

    def __init__(
        self, in_channels: int, embed_dims: int, patch_size: tuple[int, int]
    ) -> None:
        super().__init__()
        height, width = self.patch_size = tuple(patch_size)
        self.proj = nn.Linear(height * width * in_channels, embed_dims)

    def forward(self, pixels: Tensor) -> tuple[Tensor, tuple[int, int]]:
        """Embed the patches of a map.

        Args:
            pixels: The map ``[B, C', H, W]``.

        Returns:
            Tokens ``[B, rows * columns, C]`` from the top left patch on, and the
            numbers of rows and columns.

        Raises:
            ValueError: If patches do not divide the map.
        """
        values, grid = self.cut(pixels)
        return self.proj(values), grid

    def cut(self, pixels: Tensor) -> tuple[Tensor, tuple[int, int]]:
        """Return the values of each patch, ``[B, P, h * w * C']``, and the grid."""
        channels, height, width = map(int, pixels.shape[1:])
        patch_height, patch_width = self.patch_size
        if height % patch_height or width % patch_width:
            raise ValueError(
                f'model.head.patch_size={self.patch_size} (height, width) does not '
                f'divide the map of {height}x{width} from these crops; choose divisors '
                f'of {height} and of {width}, or other crops'
            )
        rows, columns = height // patch_height, width // patch_width
        cells = pixels.reshape(-1, channels, rows, patch_height, columns, patch_width)
        values = cells.permute(0, 2, 4, 3, 5, 1)  # [B, rows, columns, h, w, C']
        values = values.reshape(
            -1, rows * columns, patch_height * patch_width * channels
        )
        return values, (rows, columns)
