"""Shims for third-party packages, and former names that are still accepted."""
