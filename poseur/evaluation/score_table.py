"""Plain-text tables of scores for logs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence


def score_table(
    title: str,
    columns: Sequence[str],
    rows: Mapping[str, Sequence[float]],
    digits: int,
) -> str:
    """Format scores as lines of equal length.

    Args:
        title: Heading of the column of row names.
        columns: Names of the columns.
        rows: Scores of each named row. NaN (nothing to score) is shown as ``-``;
            integers are shown without decimals.
        digits: Decimals of the other scores.
    """
    cells = [[title, *columns]]
    for name, values in rows.items():
        cells.append([name, *(_cell(value, digits) for value in values)])
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return '\n'.join(
        '  '.join(
            [row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])],
        )
        for row in cells
    )


def _cell(value: float, digits: int) -> str:
    if math.isnan(value):
        return '-'
    return str(value) if isinstance(value, int) else f'{value:.{digits}f}'
