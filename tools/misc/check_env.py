#!/usr/bin/env python
"""Report on the environment: ``poseur --check`` from a checkout.

The exit status is 1 if something is missing or has a wrong version.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from poseur.compat.environment import main

if __name__ == '__main__':
    sys.exit(main())
