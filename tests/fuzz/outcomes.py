"""What became of a wrong input: accepted, counted, refused by name, or bad."""

from __future__ import annotations

import io
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from enum import Enum
from typing import NamedTuple

LIMIT = 120  # seconds, many even on a busy computer
REFUSALS = (ValueError, OSError, SyntaxError, RuntimeError, SystemExit)


class Outcome(Enum):
    """What became of an input."""

    ACCEPTED = 'accepted as it is'
    COUNTED = 'accepted, entries left out are counted'
    REFUSED = 'refused by a message with file or key'
    LOST = 'bad: silent loss'
    UNNAMED = 'bad: error without file or key'
    HANGING = 'bad: no end'

    @property
    def bad(self) -> bool:
        """Whether it must not happen."""
        return self.value.startswith('bad')


class Tally(NamedTuple):
    """Entries that an accepted input has, and what became of them.

    Attributes:
        kept: Entries that are used, with the values of the file.
        left_out: Entries that are said to be left out.
        total: Entries of the file, counted from the file alone.
    """

    kept: int
    left_out: int
    total: int


class Case(NamedTuple):
    """A wrong input.

    Attributes:
        title: How it was made.
        names: Words of which a refusal must have one: the file, or the key.
        run: Gives it to the code under test.
    """

    title: str
    names: tuple[str, ...]
    run: Callable[[], Tally]


class Verdict(NamedTuple):
    """The outcome of a case, and the message or the traceback."""

    outcome: Outcome
    detail: str


class TooLongError(BaseException):
    """The time limit; no code under test catches it."""


def judge(case: Case) -> Verdict:
    """Run a case and say what became of it."""
    printed = io.StringIO()
    try:
        with time_limit(LIMIT), redirect_stdout(printed), redirect_stderr(printed):
            kept, left_out, total = case.run()
    except TooLongError:
        return Verdict(Outcome.HANGING, traceback.format_exc())
    except REFUSALS as error:
        message = f'{error}\n{printed.getvalue()}'
        if any(name in message for name in case.names):
            return Verdict(Outcome.REFUSED, message.strip())
        return Verdict(Outcome.UNNAMED, f'{traceback.format_exc()}\n{message}')
    except Exception:  # not of a type that refuses an input
        return Verdict(Outcome.UNNAMED, traceback.format_exc())
    detail = f'{kept} kept + {left_out} left out, of {total}'
    if kept + left_out != total:
        return Verdict(Outcome.LOST, detail)
    return Verdict(Outcome.COUNTED if left_out else Outcome.ACCEPTED, detail)


@contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """Raise :class:`TooLongError` in a block that takes longer."""

    def stop(*_: object) -> None:
        raise TooLongError(f'no end within {seconds} s')

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
