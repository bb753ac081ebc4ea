"""Evaluation of detectors with keypoints, registered with mmdet on import."""

from .coco_person_metric import CocoPersonMetric

__all__ = ['CocoPersonMetric']
