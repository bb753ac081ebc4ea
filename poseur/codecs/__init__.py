"""Targets, keypoint scores and flip fusion."""

from poseur.structures import fuse_flip

from .dark_heatmap import DarkHeatmap
from .keypoint_scores import laplace_score, rle_score, score_keypoints
from .poseur_label import PoseurLabel
from .prtr_label import PRTRLabel

__all__ = [
    'DarkHeatmap',
    'PRTRLabel',
    'PoseurLabel',
    'fuse_flip',
    'laplace_score',
    'rle_score',
    'score_keypoints',
]
