"""What can be wrong with the input of an exported model."""

from __future__ import annotations


class NotAPoseurModelError(ValueError):
    """A file is no model that ``tools/deployment/export_onnx.py`` wrote."""


class BoxError(ValueError):
    """A box is no box, or shows nothing of the image."""
