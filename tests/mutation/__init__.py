"""Deliberate errors in the code, to find out whether a test sees them."""
