"""Metric and visualization of keypoint detectors, registered with mmdet on import."""

from .coco_person_metric import CocoPersonMetric
from .person_visualization_hook import PersonVisualizationHook

__all__ = ['CocoPersonMetric', 'PersonVisualizationHook']
