"""Heads of the methods that the paper compares with and that mmpose lacks."""

from .prtr_head import PRTRHead

__all__ = ['PRTRHead']
