"""Backbones that mmpose does not have."""

from .hrformer import HRFormerWithoutRPE
from .vit import ViT

__all__ = ['HRFormerWithoutRPE', 'ViT']
