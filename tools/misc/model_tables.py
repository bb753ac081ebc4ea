#!/usr/bin/env python
"""Write the results tables of the model pages from their metafiles.

Each page ``configs/poseur/DATASET/poseur_DATASET.md`` has a table between two comments.
Its rows are the models of the ``.yml`` file next to it, which ``model-index.yml``
lists.

Example:
    python tools/misc/model_tables.py [--check]
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
TABLE = re.compile(r'(<!-- table -->\n\n).*?(\n<!-- end of table -->)', re.DOTALL)
NOTHING = '-'


def metafiles(root: Path) -> list[Path]:
    """Return the metafiles that ``model-index.yml`` lists.

    Args:
        root: The checkout.
    """
    index = yaml.safe_load((root / 'model-index.yml').read_text(encoding='utf-8'))
    return [root / name for name in index['Import']]


def results(model: dict, metrics: list[str]) -> list[str]:
    """Return a model's cells: the paper's metrics, official weights, our metric.

    Args:
        model: An entry of a metafile.
        metrics: Names of the metrics in the paper's table; ours is the first.
    """
    paper = model.get('Paper Results', {})
    measured = [result['Metrics'][metrics[0]] for result in model.get('Results', [])]
    official = model['Metadata'].get('Official Weights', False)
    cells = [paper.get(name, NOTHING) for name in metrics]
    cells += ['weights' if official else NOTHING, *(measured or [NOTHING])[:1]]
    return [str(cell) for cell in cells]


def table(metafile: Path) -> str:
    """Return the results table of a metafile in Markdown.

    Args:
        metafile: A ``.yml`` file in the folder of the configs.
    """
    content = yaml.safe_load(metafile.read_text(encoding='utf-8'))
    metrics = content['Collections'][0]['Metadata']['Metrics']
    head = ['config', 'backbone', 'input', 'params (M)', 'MACs (G)']
    head += [f'paper: {metrics[0]}', *metrics[1:], 'official', 'measured here']
    rows = [head, ['---'] * 2 + ['---:'] * (len(head) - 2)]
    for model in content['Models']:
        facts = model['Metadata']
        config = Path(model['Config']).name
        cells = [f'[{model["Name"]}]({config})', facts['Architecture'][0]]
        cells += [
            str(facts[key]) for key in ('Input Size', 'Parameters (M)', 'MACs (G)')
        ]
        rows.append(cells + results(model, metrics))
    return ''.join(f'| {" | ".join(row)} |\n' for row in rows)


def updated_page(metafile: Path) -> tuple[Path, str]:
    """Return the page of a metafile and the text that it should have.

    Args:
        metafile: A ``.yml`` file with a ``.md`` file of the same name.

    Raises:
        ValueError: If the page has no place for the table.
    """
    page = metafile.with_suffix('.md')
    text, places = TABLE.subn(
        lambda found: found[1] + table(metafile) + found[2],
        page.read_text(encoding='utf-8'),
    )
    if places != 1:
        raise ValueError(
            f'{page} has {places} places for a table, not 1. Mark it with the lines '
            '<!-- table --> and <!-- end of table -->, with blank lines around them.'
        )
    return page, text


def main() -> None:
    """Write or check all tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--check', action='store_true', help='only list outdated pages')
    args = parser.parse_args()
    pages = [updated_page(metafile) for metafile in metafiles(ROOT)]
    old = [
        (page, text) for page, text in pages if page.read_text(encoding='utf-8') != text
    ]
    for page, text in old:
        print(page.relative_to(ROOT), 'is out of date' if args.check else 'written')
        if not args.check:
            page.write_text(text, encoding='utf-8')
    sys.exit(bool(args.check and old))


if __name__ == '__main__':
    main()
