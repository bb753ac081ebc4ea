"""Backbones that mmpose lacks."""

from .hrformer import HRFormerWithoutRPE
from .vit import ViT

__all__ = ['HRFormerWithoutRPE', 'ViT']
