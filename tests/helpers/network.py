"""Ports for tests that start distributed processes."""

from __future__ import annotations

import socket


def free_port() -> str:
    """Return a TCP port of this machine that is not in use."""
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return str(probe.getsockname()[1])
