"""Frames in batches, and after an error one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from poseur.structures.messages import describe_error

from .failures import FailureLog, InferenceError
from .sources import Frame


class Titled(Protocol):
    """What messages can name."""

    @property
    def title(self) -> str:
        """Its name."""


Item = TypeVar('Item', bound=Titled)
Output = TypeVar('Output')


def batched(frames: Iterable[Frame], size: int) -> Iterator[list[Frame]]:
    """Yield frames in lists of ``size``, those of a live source without waiting."""
    batch: list[Frame] = []
    for frame in frames:
        batch.append(frame)
        if len(batch) == size or frame.source.live:
            yield batch
            batch = []
    if batch:
        yield batch


def process_batch(
    process: Callable[[Sequence[Item]], Sequence[Output]],
    batch: Sequence[Item],
    log: FailureLog,
) -> list[tuple[Item, Output]]:
    """Process a batch, and after an error each of its items alone.

    Args:
        process: Function that returns an output for each item.
        batch: The items.
        log: Log for the items that fail alone, with errors of any type.

    Returns:
        The items that did not fail, with their outputs.
    """
    try:
        return list(zip(batch, process(batch), strict=True))
    except InferenceError:
        raise
    except Exception as error:
        if len(batch) == 1:
            log.add(batch[0].title, describe_error(error))
            return []
    return [pair for item in batch for pair in process_batch(process, [item], log)]
