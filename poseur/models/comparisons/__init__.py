"""Heads of the methods that the paper compares with and that mmpose lacks."""

from .prtr_head import PRTRHead
from .tokenpose_head import TokenPoseHead
from .transpose_head import TransPoseHead

__all__ = ['PRTRHead', 'TokenPoseHead', 'TransPoseHead']
