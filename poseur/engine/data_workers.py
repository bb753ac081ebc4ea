"""Settings of a data loader that only its worker processes have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WORKER_OPTIONS = {
    'persistent_workers',
    'prefetch_factor',
    'timeout',
    'multiprocessing_context',
}


def usable_loader(loader: Mapping[str, Any]) -> dict[str, Any]:
    """Return the config of a data loader without options for workers if it has none.

    PyTorch refuses them with ``num_workers=0``, where they could have no effect.

    Args:
        loader: Config of the data loader.
    """
    if loader.get('num_workers', 0) > 0:
        return dict(loader)
    return {key: each for key, each in loader.items() if key not in WORKER_OPTIONS}
