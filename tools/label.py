#!/usr/bin/env python
"""The command ``poseur label``, from a checkout that is not installed."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from poseur.commands.label import main
from poseur.structures.commands import run_main

if __name__ == '__main__':
    run_main(main)
