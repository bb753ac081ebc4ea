"""Plot of the self-attention between keypoints, averaged over people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from poseur.structures.files import PartialFile


def draw_attention_matrix(
    weights: Sequence[np.ndarray], names: Sequence[str], path: Path
) -> None:
    """Plot the mean attention weights of one layer.

    Args:
        weights: Attention weights of each person ``[K, K]``; rows are queries and sum
            to 1.
        names: Names of the ``K`` keypoints.
        path: Image file to write.
    """
    mean = np.mean(weights, axis=0)
    side = 2.5 + 0.28 * len(names)
    figure = Figure(figsize=(side + 0.6, side), layout='constrained')
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    image = axes.imshow(mean, cmap='magma', vmin=0)
    axes.set_xticks(range(len(names)), names, rotation=90)
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel='attended joint', ylabel='query')
    axes.set_title(f'Self-attention, mean of {len(weights)} people')
    figure.colorbar(image, shrink=0.8, label=f'weight (1/{len(names)} if uniform)')
    with PartialFile(path) as partial:
        figure.savefig(partial, dpi=110)
