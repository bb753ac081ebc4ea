"""Data loaders that repeat: seeded samples, and a start in the middle of an epoch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from mmengine.dataset import worker_init_fn
from mmengine.dist import get_rank
from mmpose.registry import DATA_SAMPLERS
from torch.utils.data import BatchSampler, Sampler

from poseur.datasets.sample_seed import build_seeded_dataset

from .stop_signals import shield_worker


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


def repeatable_loader(loader: Mapping[str, Any], seed: int | None) -> dict[str, Any]:
    """Return the config of a data loader whose batches are the same in every run.

    Its samples can be seeded and its batches skipped; its workers ignore the signals
    that stop a training.

    Args:
        loader: Config of the data loader.
        seed: Seed of the run.
    """
    loader = dict(loader)
    if isinstance(loader['dataset'], dict):
        loader['dataset'] = dict(type=build_seeded_dataset, dataset=loader['dataset'])
    batches = loader.get('batch_sampler') or dict(
        type='CountingBatchSampler', drop_last=loader.pop('drop_last', False)
    )
    loader['batch_sampler'] = dict(type=SkippingBatchSampler, batches=batches)
    if loader.get('num_workers') and 'worker_init_fn' not in loader:
        quiet = loader.pop('disable_subprocess_warning', False)
        seeding = dict(
            num_workers=loader['num_workers'],
            rank=get_rank(),
            seed=seed,
            disable_subprocess_warning=quiet,
        )
        loader['worker_init_fn'] = dict(
            type=start_worker, seeding=None if seed is None else seeding
        )
    return loader


def start_worker(worker_id: int, seeding: dict[str, Any] | None) -> None:
    """Prepare a worker process.

    Args:
        worker_id: Number of the worker.
        seeding: Arguments of mmengine's ``worker_init_fn``; None does not seed.
    """
    shield_worker()
    if seeding is not None:
        worker_init_fn(worker_id, **seeding)
