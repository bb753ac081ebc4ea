#!/usr/bin/env python
"""Count the cost of the detectors in Table 3 of the paper.

python tools/analysis_tools/detector_tables.py [--out docs/detection_cost.md]

Prints the table, and writes it to the file of --out.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import poseur  # noqa: F401  (checks the versions and provides mmcv's operators)
from poseur.analysis.detector_cost import render_table
from poseur.structures.commands import run_main
from poseur.structures.files import write_text
from poseur.structures.output_arguments import output_file

REPO = Path(__file__).resolve().parents[2]


def main() -> None:
    """Print the table, and write it if a file is given."""
    parser = argparse.ArgumentParser(
        description="Count the cost of the paper's detectors"
    )
    parser.add_argument('--out', type=output_file, help='Markdown file to write')
    args = parser.parse_args()
    document = render_table(REPO)
    print(document, end='')
    if args.out:
        write_text(args.out, document)


if __name__ == '__main__':
    run_main(main)
