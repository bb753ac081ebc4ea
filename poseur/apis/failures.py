"""What could not be processed, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Failure:
    """One thing that could not be processed.

    Attributes:
        place: The image, video frame or file.
        reason: What is wrong with it, and what can be done.
    """

    place: str
    reason: str

    def __str__(self) -> str:
        return f'{self.place}: {self.reason}'


class InferenceError(RuntimeError):
    """Something could not be processed, and nobody collects failures."""


class FailureLog:
    """Takes failures as they occur.

    Args:
        collected: A list that failures are appended to, while the work goes on; without
            one the first failure is raised.
    """

    def __init__(self, collected: list[Failure] | None) -> None:
        self.collected = collected

    def add(self, place: str, reason: str) -> None:
        """Note a failure.

        Raises:
            InferenceError: If failures are not collected.
        """
        failure = Failure(place, reason)
        if self.collected is None:
            raise InferenceError(
                f'{failure} (To go on with the rest, pass a list as failures.)'
            )
        self.collected.append(failure)
