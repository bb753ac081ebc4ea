"""Tables as CSV and Markdown. A row is a mapping from columns to cells."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from poseur.structures.files import write_text

Rows = Sequence[Mapping[str, object]]


def write_csv(rows: Rows, path: Path) -> None:
    """Write rows with the same keys as CSV, numbers in full precision."""
    text = io.StringIO(newline='')
    writer = csv.DictWriter(text, list(rows[0]) if rows else [])
    writer.writeheader()
    writer.writerows(rows)
    write_text(path, text.getvalue())


def markdown(rows: Rows, digits: int = 3) -> str:
    """Return rows with the same keys as a Markdown table, numbers aligned right.

    Args:
        rows: The rows. Text is shown unchanged, NaN as ``-``.
        digits: Number of decimals.

    Returns:
        The table without a newline at the end; without rows, a sentence that says so.
    """
    if not rows:
        return 'There are no results.'
    columns = list(rows[0])
    rules = ['---' if isinstance(rows[0][key], str) else '---:' for key in columns]
    lines = [columns, rules]
    lines += [[_cell(row[key], digits) for key in columns] for row in rows]
    return '\n'.join(f'| {" | ".join(line)} |' for line in lines)


def _cell(value: object, digits: int) -> str:
    if not isinstance(value, float):
        return str(value)
    return '-' if math.isnan(value) else f'{value:.{digits}f}'
