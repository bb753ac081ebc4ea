"""Matching of the results on an image with the annotated people, best results first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

#: The highest threshold, so that a perfect result is not lost to rounding.
HIGHEST = 1 - 1e-10


def match(
    similarities: np.ndarray,
    thresholds: Sequence[float],
    ignored: Sequence[int],
    crowds: Sequence[int],
) -> tuple[np.ndarray, np.ndarray]:
    """Match each result with the most similar person that no better result has.

    Args:
        similarities: OKS or IoU ``[D, N]`` of D results, best first, and N people,
            those to be ignored last.
        thresholds: T thresholds of the similarity.
        ignored: Whether each person is ignored; only taken if no other is similar.
        crowds: Whether each person is a crowd, which any number of results may match.

    Returns:
        Person of each result ``[T, D]`` and result of each person ``[T, N]``, -1 for
        none.
    """
    limits = [min(threshold, HIGHEST) for threshold in thresholds]
    # Most pairs are below all thresholds. Python's numbers are the fastest in a loop.
    pairs: dict[int, list[tuple[int, float]]] = defaultdict(list)
    rows, people = np.nonzero(~(similarities < min(limits)))
    values = similarities[rows, people].tolist()
    for row, person, value in zip(rows.tolist(), people.tolist(), values, strict=True):
        pairs[row].append((person, value))
    of_results = np.full((len(limits), len(similarities)), -1)
    of_people = np.full((len(limits), similarities.shape[1]), -1)
    for level, limit in enumerate(limits):
        taken: dict[int, int] = {}
        for row, candidates in pairs.items():
            best, chosen = limit, -1
            for person, value in candidates:
                if person in taken and not crowds[person]:
                    continue
                if chosen >= 0 and not ignored[chosen] and ignored[person]:
                    break
                if not value < best:
                    best, chosen = value, person
            if chosen >= 0:
                of_results[level, row], taken[chosen] = chosen, row
        of_people[level, list(taken)] = list(taken.values())
    return of_results, of_people
