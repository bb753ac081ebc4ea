"""Losses on keypoint distributions."""

from .rle_loss import PoseurRLELoss

__all__ = ['PoseurRLELoss']
