"""Targets <-> coordinates, keypoint scores, flip fusion and the size of crops."""

from .config_crop_size import crop_size
from .flip_fusion import fuse_flip
from .keypoint_scores import laplace_score, rle_score, score_keypoints
from .poseur_label import PoseurLabel

__all__ = [
    'PoseurLabel',
    'crop_size',
    'fuse_flip',
    'laplace_score',
    'rle_score',
    'score_keypoints',
]
