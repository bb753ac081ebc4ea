"""Drawings of datasets, predictions and intermediate results of the model."""

from . import plot_method  # noqa: F401  (until version 0.3)
