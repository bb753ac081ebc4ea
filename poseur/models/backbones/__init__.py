"""Backbones that mmpose does not have."""

from .hrformer import HRFormerWithoutRPE
from .short_hrnet import ShortHRNet
from .vit import ViT

__all__ = ['HRFormerWithoutRPE', 'ShortHRNet', 'ViT']
