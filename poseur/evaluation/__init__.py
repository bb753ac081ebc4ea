"""Evaluation: result files and metrics."""

from .coco_results import validate_coco_results

__all__ = ['validate_coco_results']
