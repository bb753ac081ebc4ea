"""Fixed position encoding of the tokens of a map."""

from __future__ import annotations

import torch
from torch import Tensor

from ..layers import map_encoding


def token_positions(rows: int, columns: int, embed_dims: int, like: Tensor) -> Tensor:
    """Encode the tokens of a map by row and column, which both count from one.

    Args:
        rows: Number of rows of tokens.
        columns: Number of columns of tokens.
        embed_dims: Channels ``C`` of a token, a multiple of 4.
        like: Tensor that defines dtype and device of the result.

    Returns:
        Encodings ``[rows * columns, C]``, row by row.
    """
    full = torch.zeros((), device=like.device)  # float16 has too few digits for angles
    encoding = map_encoding(rows, columns, embed_dims, like=full, offset=1.0)
    return encoding.flatten(0, 1).to(like.dtype)
