"""Inputs that could not be processed, and why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from poseur.structures.messages import describe_error


@dataclass(frozen=True)
class Failure:
    """An input that could not be processed.

    Attributes:
        place: The image, video frame or file.
        reason: What is wrong with it, and how to fix it.
    """

    place: str
    reason: str

    def __str__(self) -> str:
        return f'{self.place}: {self.reason}'


class InferenceError(RuntimeError):
    """An input failed and no ``failures`` list was passed."""


class FailureLog:
    """Collects failures, or raises the first one.

    Args:
        collected: List that failures are appended to. If it is None, the first failure
            is raised.
    """

    def __init__(self, collected: list[Failure] | None) -> None:
        self.collected = collected

    def add(self, place: str, reason: str) -> None:
        """Add a failure.

        Raises:
            InferenceError: If failures are not collected.
        """
        failure = Failure(place, reason.removeprefix(f'{place}: '))
        if self.collected is None:
            raise InferenceError(
                f'{failure} (To process the remaining inputs, pass a list as failures.)'
            )
        self.collected.append(failure)

    @contextmanager
    def catching(self, place: str) -> Iterator[None]:
        """Turn an error of any type into a failure of one input.

        Args:
            place: The image, video frame or file.

        Raises:
            InferenceError: If failures are not collected.
        """
        try:
            yield
        except InferenceError:
            raise
        except Exception as error:
            self.add(place, describe_error(error))
