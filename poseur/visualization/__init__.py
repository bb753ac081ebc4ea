"""Drawings of datasets, predictions and intermediate results of the model."""
