"""Data loaders that repeat: seeded samples, and a start in the middle of an epoch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from mmpose.registry import DATA_SAMPLERS
from torch.utils.data import BatchSampler, Sampler

from poseur.datasets.sample_seed import build_seeded_dataset


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


def repeatable_loader(loader: Mapping[str, Any]) -> dict[str, Any]:
    """Return the config of a data loader whose batches are the same in every run.

    Its samples can be seeded, and its batches skipped.

    Args:
        loader: Config of the data loader.
    """
    loader = dict(loader)
    if isinstance(loader['dataset'], dict):
        loader['dataset'] = dict(type=build_seeded_dataset, dataset=loader['dataset'])
    batches = loader.get('batch_sampler') or dict(
        type='CountingBatchSampler', drop_last=loader.pop('drop_last', False)
    )
    loader['batch_sampler'] = dict(type=SkippingBatchSampler, batches=batches)
    return loader
