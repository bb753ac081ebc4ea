"""Small draws that all samplers use."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np


def choose(rng: np.random.Generator, table: Mapping[str, float]) -> str:
    """Draw a key with a probability proportional to its value."""
    weights = np.array(list(table.values()))
    return list(table)[rng.choice(len(weights), p=weights / weights.sum())]


def chance(rng: np.random.Generator, probability: float) -> bool:
    """Whether something of the given probability happens."""
    return bool(rng.random() < probability)
