#!/usr/bin/env python
"""Count the models of the paper's cost tables, and compare with its figures.

python tools/analysis_tools/paper_tables.py [--out docs/cost_tables.md] [--tables 1d S4]

Prints the tables, and writes them to the file of --out.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import poseur  # noqa: F401  (checks the versions and provides mmcv's operators)
from poseur.analysis.cost_tables import render_document
from poseur.analysis.published_costs import TABLES
from poseur.structures.commands import run_main
from poseur.structures.files import write_text
from poseur.structures.output_arguments import output_file

REPO = Path(__file__).resolve().parents[2]


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    keys = [table.key for table in TABLES]
    parser = argparse.ArgumentParser(description="Count the cost of the paper's models")
    parser.add_argument('--out', type=output_file, help='Markdown file to write')
    parser.add_argument(
        '--tables',
        nargs='+',
        choices=keys,
        default=keys,
        help='tables to count; default: all',
    )
    return parser.parse_args()


def main() -> None:
    """Print the tables, and write them if a file is given."""
    args = parse_args()
    document = render_document([t for t in TABLES if t.key in args.tables], REPO)
    print(document, end='')
    if args.out:
        write_text(args.out, document)


if __name__ == '__main__':
    run_main(main)
