"""Keypoint heads on regions of interest, registered with mmpose on import."""

from .common import RoIKeypoints
from .roi_heatmap_head import RoIHeatmapHead
from .roi_poseur_head import RoIPoseurHead
from .roi_rle_head import RoIRLEHead

__all__ = ['RoIHeatmapHead', 'RoIKeypoints', 'RoIPoseurHead', 'RoIRLEHead']
