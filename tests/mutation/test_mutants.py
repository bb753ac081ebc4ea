"""Mutants are errors of one place each, in code that still parses."""

from __future__ import annotations

import ast
from pathlib import Path

from .mutants import mutants_of

SOURCE = b'''"""A docstring with 3 and a < b."""

def pick(values: list[int], limit: float = 0.5) -> float | None:
    """Return 1."""
    if not values:
        raise ValueError(f'{len(values) + 1} values, not 2')
    values.append(-4)
    best = values[0] if values[0] < limit and True else None
    return best
'''
EXPECTED = {
    '0.5 -> 1.0',
    'not values -> not not values',
    'not values -> values',
    'values.append(-4) -> pass',
    '-4 -> 4',
    '4 -> 5',
    '0 -> 1',
    'values[0] < limit and True -> not (values[0] < limit and True)',
    'values[0] < limit and True -> values[0] < limit or True',
    'values[0] < limit -> values[0] <= limit',
    'True -> False',
    'return best -> return None',
}


def test_every_kind_of_error() -> None:
    found = mutants_of(Path('pick.py'), SOURCE)
    assert {str(mutant).split(': ', 1)[1] for mutant in found} == EXPECTED
    for mutant in found:
        changed = mutant.apply(SOURCE)
        assert ast.dump(ast.parse(changed)) != ast.dump(ast.parse(SOURCE))
        assert changed.count(b'\n') == SOURCE.count(b'\n')
