#!/usr/bin/env python
"""The command ``poseur merge-labels``, from a checkout that is not installed."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from poseur.commands.merge_labels import main
from poseur.structures.commands import run_main

if __name__ == '__main__':
    run_main(main)
