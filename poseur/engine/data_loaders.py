"""Data loaders: what is left out of their configs, and what is added to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from mmpose.registry import DATA_SAMPLERS
from torch.utils.data import BatchSampler, Sampler

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


class SkippingBatchSampler(BatchSampler):
    """Another batch sampler, of which the first batches can be skipped.

    Args:
        sampler: Sampler of indices.
        batch_size: Number of samples in a batch.
        batches: Config of the batch sampler.

    Attributes:
        skip: Number of batches to skip in the next iteration only. They are drawn, but
            not loaded.
    """

    def __init__(self, sampler: Sampler, batch_size: int, batches: dict) -> None:
        arguments = dict(sampler=sampler, batch_size=batch_size)
        self.batches = DATA_SAMPLERS.build(batches, default_args=arguments)
        super().__init__(sampler, batch_size, self.batches.drop_last)
        self.skip = 0

    def __iter__(self) -> Iterator[list[int]]:
        skip, self.skip = self.skip, 0  # when the first batch is drawn
        yield from islice(iter(self.batches), skip, None)

    def __len__(self) -> int:
        return len(self.batches)


def skipping_loader(loader: Mapping[str, Any]) -> dict[str, Any]:
    """Return the config of a data loader with a :class:`SkippingBatchSampler`.

    Args:
        loader: Config of the data loader.
    """
    loader = dict(loader)
    batches = loader.get('batch_sampler') or dict(
        type=BatchSampler, drop_last=loader.pop('drop_last', False)
    )
    if isinstance(batches, dict):
        loader['batch_sampler'] = dict(type=SkippingBatchSampler, batches=batches)
    return loader
