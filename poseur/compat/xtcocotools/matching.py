"""Matching of the results on an image with the annotated people, best results first."""

from __future__ import annotations

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
    number, people = similarities.shape
    of_results = np.full((len(thresholds), number), -1)
    of_people = np.full((len(thresholds), people), -1)
    # Most pairs are below all thresholds.
    near = ~(similarities < min([*thresholds, HIGHEST]))
    pairs = [
        [(person, similarities[row, person]) for person in np.flatnonzero(near[row])]
        for row in range(number)
    ]
    for found, taken, threshold in zip(of_results, of_people, thresholds, strict=True):
        for row, candidates in enumerate(pairs):
            best, chosen = min(threshold, HIGHEST), -1
            for person, similarity in candidates:
                if taken[person] >= 0 and not crowds[person]:
                    continue
                if chosen >= 0 and not ignored[chosen] and ignored[person]:
                    break
                if not similarity < best:
                    best, chosen = similarity, person
            if chosen >= 0:
                found[row], taken[chosen] = chosen, row
    return of_results, of_people
