"""Selection of the weights of a module from the file of a larger model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence

from torch import Tensor

from .errors import CheckpointMismatchError


def find_prefix(keys: Iterable[str], names: Container[str], path: str) -> str:
    """Return the prefix that the keys of a module have in a file.

    In the checkpoint of a whole model, the keys of a backbone start with ``backbone.``;
    in the file of a backbone alone, they have no prefix.

    Args:
        keys: Keys of the file.
        names: Keys of the module.
        path: The file, for the message.

    Returns:
        The prefix below which most of the names are, with its final dot. It is empty
        if they are there without a prefix, or if the file has none of them.

    Raises:
        CheckpointMismatchError: If equally many names are below several prefixes.
    """
    counts: Counter[str] = Counter()
    for key in keys:
        words = key.split('.')
        for depth in range(len(words)):
            if '.'.join(words[depth:]) in names:
                counts[''.join(f'{word}.' for word in words[:depth])] += 1
    most = max(counts.values(), default=0)
    prefixes = [prefix for prefix, count in counts.items() if count == most]
    if '' in prefixes or not prefixes:
        return ''
    if len(prefixes) > 1:
        raise CheckpointMismatchError(
            f'{path} has {most} keys of the module below each of '
            f'{", ".join(prefixes)}. Set prefix in init_cfg to one of them.'
        )
    return prefixes[0]


def select(
    weights: Mapping[str, Tensor], prefix: str, parts: Sequence[str] | None
) -> tuple[dict[str, Tensor], list[str]]:
    """Select the weights below a prefix, or some parts of them.

    Args:
        weights: Weights of the file.
        prefix: Prefix with its final dot, or an empty one.
        parts: Names that follow the prefix, such as ``backbone``. None selects all.

    Returns:
        The selected weights without the prefix, and the keys of the others.
    """
    starts = (prefix,) if parts is None else tuple(f'{prefix}{p}.' for p in parts)
    selected = {key: value for key, value in weights.items() if key.startswith(starts)}
    others = [key for key in weights if key not in selected]
    return {key.removeprefix(prefix): selected[key] for key in selected}, others
