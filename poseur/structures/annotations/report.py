"""Report on a file: faults, tolerated oddities and what is left out, by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

#: Entries that a message names per kind of fault.
FEW = 4
#: Share of the people up to which real files have an oddity.
RARE = 0.01
#: Reasons to leave an entry out that are no faults.
OTHER, CROWD = 'objects of other categories', 'crowd regions'
UNLABELED, EMPTY = 'without labeled keypoints', 'with an empty list of keypoints'


class AnnotationError(ValueError):
    """An annotation file that a model can neither be trained nor tested on."""


@dataclass(frozen=True)
class Kind:
    """A kind of fault.

    Attributes:
        title: What is wrong, in the plural, for tables and counts.
        fix: What to do, a sentence.
        tolerated: Share of the people up to which the fault is an oddity, which real
            files have: it is counted, not refused.
    """

    title: str
    fix: str
    tolerated: float = 0.0


class Fault(NamedTuple):
    """One fault: the entry, such as ``annotation 7``, and its problem."""

    entry: str
    problem: str


@dataclass
class Report:
    """What the checks of one file found.

    Attributes:
        path: The file, as messages name it.
        counts: Number of faults of each kind.
        examples: The first faults of each kind.
        oddities: Kinds that are tolerated in this file; see :meth:`settle`.
        left_out: Number of entries that are not used, by reason.
        notes: Remarks on entries that are used, with their numbers.
    """

    path: str
    counts: Counter[Kind] = field(default_factory=Counter)
    examples: dict[Kind, list[Fault]] = field(default_factory=dict)
    oddities: set[Kind] = field(default_factory=set)
    left_out: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    def add(self, kind: Kind, entry: str, problem: str) -> None:
        """Add a fault; ``problem`` is a clause such as ``has no id``."""
        self.counts[kind] += 1
        examples = self.examples.setdefault(kind, [])
        if len(examples) < FEW:
            examples.append(Fault(entry, problem))

    def settle(self, num_people: int) -> None:
        """Decide which faults are rare enough to be oddities.

        Args:
            num_people: Labeled people in the file.
        """
        for kind, count in self.counts.items():
            if count <= kind.tolerated * num_people:
                self.oddities.add(kind)

    @property
    def faults(self) -> list[Kind]:
        """The kinds of faults for which the file is refused."""
        return [kind for kind in self.counts if kind not in self.oddities]

    def raise_faults(self) -> None:
        """Refuse the file if it has faults.

        Raises:
            AnnotationError: Names the first entries of each kind, how many more there
                are, and the fix.
        """
        lines = [self.describe(kind) for kind in self.faults]
        if len(lines) > 1:
            total = sum(self.counts[kind] for kind in self.faults)
            lines.insert(0, f'{self.path} has {total} faults of {len(lines)} kinds:')
        if lines:
            raise AnnotationError('\n'.join(lines))

    def accept(self, warn: Callable[[str], object]) -> None:
        """Refuse the file if it has faults, else tell what is odd in it.

        Args:
            warn: Function that is called with each remark.

        Raises:
            AnnotationError: See :meth:`raise_faults`.
        """
        self.raise_faults()
        for remark in self.remarks():
            warn(f'{self.path}: {remark}')

    def describe(self, kind: Kind) -> str:
        """Return a line with the first entries of a kind and its fix."""
        first, *others = self.examples[kind]
        line = f'{self.path}: {first.entry} {first.problem}. {kind.fix}'.rstrip()
        more = self.counts[kind] - 1 - len(others)
        names = [entry for entry, _ in others] + [f'{more} more'] * (more > 0)
        return f'{line} Likewise: {", ".join(names)}.' if names else line

    def remarks(self) -> list[str]:
        """Return a line for each oddity and for each note."""
        odd = [
            f'{self.counts[kind]} {kind.title}, such as {self.examples[kind][0].entry}'
            for kind in self.counts
            if kind in self.oddities
        ]
        return odd + [f'{count} {note}' for note, count in self.notes.items()]
