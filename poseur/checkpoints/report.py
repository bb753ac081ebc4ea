"""What a conversion did with each key."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from .architecture import Architecture

SHOWN = 3


class ConversionReport(NamedTuple):
    """What became of the keys of a checkpoint.

    Attributes:
        architecture: What the model is.
        used: Number of weights of the source that are in the model now.
        unused: Names that were left out, each with the reason.
        missing: Counters of BatchNorm that the source lacks; they stay zero.
        notes: What else the user should know.
    """

    architecture: Architecture
    used: int
    unused: dict[str, str]
    missing: list[str]
    notes: list[str]

    def describe(self) -> str:
        """Write the report as lines."""
        missing = dict.fromkeys(self.missing, 'counters of BatchNorm, now zero')
        lines = [
            self.architecture.describe(),
            f'used: {self.used}',
            f'unused: {len(self.unused)}',
            *group_by_reason(self.unused),
            f'missing: {len(missing)}',
            *group_by_reason(missing),
            *(f'note: {note}' for note in self.notes),
        ]
        return '\n'.join(lines)


def group_by_reason(reasons: dict[str, str]) -> list[str]:
    """Write one indented line for each reason with the first names that have it."""
    names = defaultdict(list)
    for name, reason in reasons.items():
        names[reason].append(name)
    return [f'  {reason}: {_enumerate(group)}' for reason, group in names.items()]


def _enumerate(names: list[str]) -> str:
    more = f' and {len(names) - SHOWN} more' if len(names) > SHOWN else ''
    return ', '.join(names[:SHOWN]) + more
