"""The commands of ``poseur``, one per module, which ``tools/`` runs, too.

A module has a docstring, the text of ``--help``, and ``main``. That reads the command
line first and imports PyTorch and OpenMMLab afterwards, which takes seconds, so that
help and mistakes are shown at once.
"""

from __future__ import annotations

import ast
from pathlib import Path

#: All commands, in the order of ``poseur --help``.
COMMANDS = (
    'train',
    'test',
    'infer',
    'label',
    'visualize',
    'export',
    'convert',
    'publish',
    'ship',
    'check-data',
    'browse',
    'make-people',
    'make-subset',
    'merge-coco',
    'merge-labels',
    'make-head-boxes',
    'convert-lsp',
    'analyze-results',
    'analyze-layers',
    'calibrate',
    'draw',
    'mean-pose',
    'flops',
    'study',
)


def summary(command: str) -> str:
    """Return the first line of the docstring of a command, without importing it."""
    name = module_name(command).rpartition('.')[2]
    path = Path(__file__).with_name(f'{name}.py')
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding='utf-8')))
    return (docstring or '').partition('\n')[0]


def module_name(command: str) -> str:
    """Return the full name of the module of a command."""
    return f'{__name__}.{command.replace("-", "_")}'
