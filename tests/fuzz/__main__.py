"""Give wrong inputs of every kind to the checks, and count what becomes of them.

    python -m tests.fuzz --seed 0 --count 10000 --commands 300

prints a table of the outcomes, and every bad one with its number. ``--only N`` repeats
a single case with its message or traceback. The exit code is 1 if there are bad ones.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import poseur  # noqa: F401  (before mmcv.ops)

from . import (
    annotation_files,
    box_files,
    commands,
    config_files,
    metainfo,
    mpii_files,
    options,
)
from .outcomes import Case, Outcome, Verdict, judge

#: Kinds of inputs, with their shares of the cases.
KINDS: dict[Callable[[random.Random, Path], Case], int] = {
    annotation_files.make_case: 40,
    mpii_files.make_case: 10,
    box_files.make_case: 15,
    metainfo.make_case: 12,
    options.make_case: 13,
    config_files.make_case: 10,
}
STEP = 100  # cases between two lines of progress


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser('python -m tests.fuzz')
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--count', type=int, default=10_000, help='number of cases')
    parser.add_argument(
        '--commands', type=int, default=300, help='how many of them are whole commands'
    )
    parser.add_argument('--only', type=int, help='number of a case to repeat')
    return parser.parse_args()


def kind_of(number: int, num_commands: int, rng: random.Random) -> Callable:
    """Return what makes a case; the first ones are commands."""
    if number < num_commands:
        return commands.make_case
    return rng.choices(list(KINDS), list(KINDS.values()))[0]


def run_case(seed: int, number: int, num_commands: int) -> tuple[str, str, Verdict]:
    """Run one case, which depends on seed and number only.

    Returns:
        The kind of its input, what was done to it, and what became of it.
    """
    rng = random.Random(f'{seed}/{number}')
    make = kind_of(number, num_commands, rng)
    kind = make.__module__.rsplit('.', 1)[-1]
    with tempfile.TemporaryDirectory(prefix='fuzz-') as folder:
        case = make(rng, Path(folder))
        return kind, case.title, judge(case)


def print_table(counts: Counter[tuple[str, Outcome]]) -> None:
    """Print the number of cases by kind of input and outcome, in Markdown."""
    kinds = list(dict.fromkeys(kind for kind, _ in counts))
    print(f'| input | cases | {" | ".join(each.value for each in Outcome)} |')
    print('|---' + '|---:' * (len(Outcome) + 1) + '|')
    rows = {kind.replace('_', ' '): [kind] for kind in sorted(kinds)} | dict(all=kinds)
    for title, members in rows.items():
        row = [sum(counts[each, outcome] for each in members) for outcome in Outcome]
        print(f'| {title} | {sum(row)} | {" | ".join(map(str, row))} |')


def main() -> int:
    """Run the cases; return 1 if there are bad ones, else 0."""
    args = parse_args()
    warnings.simplefilter('ignore')
    numbers = range(args.count) if args.only is None else [args.only]
    counts: Counter[tuple[str, Outcome]] = Counter()
    bad = 0
    for number in numbers:
        kind, title, verdict = run_case(args.seed, number, args.commands)
        counts[kind, verdict.outcome] += 1
        bad += verdict.outcome.bad
        if verdict.outcome.bad or args.only is not None:
            print(f'{number} ({kind}: {title!r}): {verdict.outcome.value}')
            last = verdict.detail.encode('utf-8', 'replace').decode()
            print(last if args.only is not None else last.strip().split('\n')[-1][:300])
        if number % STEP == 0 and args.only is None:
            print(f'\r{number} of {args.count}, {bad} bad', end=' ', file=sys.stderr)
    print(file=sys.stderr)
    print_table(counts)
    return int(bad > 0)


if __name__ == '__main__':
    sys.exit(main())
