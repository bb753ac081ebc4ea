from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader

from poseur.datasets import CheckedCocoDataset
from poseur.datasets.sample_seed import SampleSeed
from tests.helpers.tiny_coco import write_coco


def _draw(*_) -> tuple[float, float, float]:
    return random.random(), np.random.rand(), torch.rand(()).item()


def _draw_sample(seed: SampleSeed, index: int) -> tuple[float, float, float]:
    with seed.sample(index):
        return _draw()


def test_every_sample_and_epoch_has_its_own_numbers() -> None:
    seed, seen = SampleSeed(), {}
    for run in (0, 1):
        for epoch in (0, 1):
            seed.set(run, epoch)
            for index in (0, 1, 2):
                seen[run, epoch, index] = _draw_sample(seed, index)
    assert len(set(seen.values())) == len(seen) == 12
    seed.set(0, 1)
    assert _draw_sample(seed, 2) == seen[0, 1, 2]


def test_numbers_outside_are_untouched() -> None:
    seed = SampleSeed()
    seed.set(5, 0)
    _seed_all(1)
    expected = [_draw(), _draw()]
    _seed_all(1)
    first = _draw()
    _draw_sample(seed, 3)
    assert [first, _draw()] == expected


def test_nothing_is_seeded_before_the_first_epoch() -> None:
    _seed_all(1)
    expected = _draw()
    _seed_all(1)
    assert _draw_sample(SampleSeed(), 0) == expected


def test_negative_seeds_are_refused() -> None:
    for seed, epoch in ((-1, 0), (0, -1)):
        with pytest.raises(ValueError, match=f'seed={seed}, epoch={epoch}: both must'):
            SampleSeed().set(seed, epoch)


def test_persistent_workers_follow_the_epoch(tmp_path: Path) -> None:
    dataset = CheckedCocoDataset(**write_coco(tmp_path), pipeline=[_draw])
    loader = DataLoader(
        dataset,
        batch_size=None,
        num_workers=1,
        persistent_workers=True,
        multiprocessing_context='fork',
    )
    epochs = []
    for epoch in (0, 1, 0):
        dataset.set_sample_seed(9, epoch)
        epochs.append([tuple(sample) for sample in loader])
        assert epochs[-1] == [dataset[0], dataset[1]]
    assert epochs[0] == epochs[2] != epochs[1]


def _seed_all(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
