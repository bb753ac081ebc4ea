"""Exceptions about detectors."""

from __future__ import annotations


class DetectorError(ValueError):
    """An ONNX file is no detector of a known format, or has not the classes wanted."""
