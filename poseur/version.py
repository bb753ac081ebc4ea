"""The version, on its own so that setup.py can read it without imports."""

__version__ = '0.2.0'
