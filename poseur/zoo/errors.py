"""Exceptions about shipped models."""

from __future__ import annotations


class ZooError(ValueError):
    """A shipped model cannot be used."""


class UnknownModelError(ZooError):
    """There is no model of this name."""


class AlteredModelError(ZooError):
    """A file of a model is missing, or not the one that was shipped."""


class NewerModelError(ZooError):
    """A model was made by a newer version of the package than the installed one."""
