"""Configs of data loaders: what is left out, and what is added to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poseur.datasets.sample_seed import build_seeded_dataset

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


def seeded_loader(loader: Mapping[str, Any]) -> dict[str, Any]:
    """Return the config of a data loader whose dataset can seed its samples.

    Args:
        loader: Config of the data loader. A dataset that was built stays as it is.
    """
    loader = dict(loader)
    if isinstance(loader['dataset'], dict):
        loader['dataset'] = dict(type=build_seeded_dataset, dataset=loader['dataset'])
        if not loader.get('batch_sampler'):
            loader['batch_sampler'] = dict(
                type='CountingBatchSampler', drop_last=loader.pop('drop_last', False)
            )
    return loader
