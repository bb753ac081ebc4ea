"""Heads that find the keypoints of the person in a region of interest."""

from .roi_heatmap_head import RoIHeatmapHead
from .roi_keypoints import RoIKeypoints
from .roi_poseur_head import RoIPoseurHead
from .roi_rle_head import RoIRLEHead

__all__ = ['RoIHeatmapHead', 'RoIKeypoints', 'RoIPoseurHead', 'RoIRLEHead']
