"""Heads."""

from .poseur_head import PoseurHead, PoseurOutput

__all__ = ['PoseurHead', 'PoseurOutput']
