"""Tables that put published costs beside those counted here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from mmengine.config import Config

from poseur.config import merge_options

from .model_cost import Cost, ModelCost, input_size_of, measure_cost
from .model_parts import FLOWS, PREFIXES


@dataclass(frozen=True)
class Row:
    """A model of a published table.

    Attributes:
        name: What the row is called.
        config: Its config, relative to the checkout.
        params: Published parameters in millions, with the digits published, or None.
        gflops: Published GFLOPs, likewise.
        overrides: Changes to the config, as for ``--cfg-options``.
        input_size: Height and width of the crops; default: those of the config.
        remark: Why the published figures differ from ours, if they do.
    """

    name: str
    config: str
    params: str | None = None
    gflops: str | None = None
    overrides: Mapping[str, object] = field(default_factory=dict)
    input_size: tuple[int, int] | None = None
    remark: str = ''


@dataclass(frozen=True)
class Table:
    """A published table.

    Attributes:
        key: Its number in the paper; ``S`` stands for the supplement.
        title: What it compares.
        rows: Its models.
        parts: The parts that it counts, see :mod:`poseur.analysis.model_parts`.
        note: What the whole table has in common.
    """

    key: str
    title: str
    rows: Sequence[Row]
    parts: tuple[str, ...]
    note: str


WHOLE_MODEL = tuple(PREFIXES)
TEST_TIME = tuple(part for part in PREFIXES if part != FLOWS)

PREAMBLE = """\
# Costs in the paper's tables

Made by `python tools/analysis_tools/paper_tables.py --out docs/cost_tables.md`. Crops
are 256x192 unless named. ✓ marks figures that round to the published one, a dash what
the paper does not give. [cost.md](cost.md) says how each column is counted.
"""
HEADER = """\
| model | params (M): paper | ours | difference | GFLOPs: paper | ours, same counter \
| difference | complete MACs (G) |
|---|---|---|---|---|---|---|---|
"""


def cost_of(row: Row, table: Table, root: Path) -> Cost:
    """Count the parts of a row's model that its table is about.

    Args:
        row: The row.
        table: The table it stands in.
        root: The checkout, which holds the configs.
    """
    model = (root / row.config, json.dumps(row.overrides), row.input_size)
    return _model_cost(*model).of(table.parts)


@cache
def _model_cost(
    config: Path, overrides: str, input_size: tuple[int, int] | None
) -> ModelCost:
    """Count a model once, however many tables have it."""
    cfg = Config.fromfile(config)
    merge_options(cfg, json.loads(overrides))
    return measure_cost(cfg, input_size or input_size_of(cfg))


def render_table(table: Table, root: Path) -> str:
    """Write a table with all its rows and remarks as Markdown."""
    rows = [render_row(row, cost_of(row, table, root)) for row in table.rows]
    remarks = [f'- {row.name}: {row.remark}\n' for row in table.rows if row.remark]
    title = f'## Table {table.key}: {table.title}\n'
    blocks = [title, f'{table.note}\n', HEADER + ''.join(rows)]
    if remarks:
        blocks.append(''.join(remarks))
    return '\n'.join(blocks)


def render_row(row: Row, cost: Cost) -> str:
    """Write one line of a table."""
    cells = [
        row.name,
        *comparison(row.params, cost.parameters / 1e6),
        *comparison(row.gflops, cost.paper_count / 1e9),
        f'{cost.macs / 1e9:.3f}',
    ]
    return f'| {" | ".join(cells)} |\n'


def comparison(published: str | None, ours: float) -> tuple[str, str, str]:
    """A published figure, ours, and by how much ours is larger."""
    if published is None:
        return '-', f'{ours:.3f}', '-'
    digits = len(published.partition('.')[2])
    mark = ' ✓' if f'{ours:.{digits}f}' == published else ''
    excess = round(ours / float(published) - 1, 3) + 0.0  # no negative zero
    return published, f'{ours:.3f}', f'{excess:+.1%}{mark}'


def render_document(tables: Sequence[Table], root: Path) -> str:
    """Write tables under a heading that says where they come from."""
    return '\n'.join([PREAMBLE, *(render_table(table, root) for table in tables)])
