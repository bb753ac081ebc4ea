"""Exceptions about detectors."""

from __future__ import annotations


class DetectorError(ValueError):
    """An ONNX file is not a known kind of detector, or lacks the wanted classes."""
