from __future__ import annotations

import pytest
import torch
from mmpose.models import PoseDataPreprocessor
from mmpose.structures import PoseDataSample

from poseur.models import BatchedPreprocessor

SETTINGS = dict(mean=[123.675, 116.28, 103.53], std=[58.395, 57.12, 57.375])


@pytest.mark.parametrize('sizes', [[(64, 48)] * 3, [(64, 48), (32, 48)]])
@pytest.mark.parametrize('divisor', [1, 32])
@pytest.mark.parametrize('stacked', [False, True])
def test_equals_mmpose(sizes: list, divisor: int, stacked: bool) -> None:
    crops = [torch.randint(256, (3, *size), dtype=torch.uint8) for size in sizes]
    if stacked and len(set(sizes)) > 1:
        pytest.skip('crops of several sizes cannot be stacked')
    settings = SETTINGS | dict(bgr_to_rgb=True, pad_size_divisor=divisor)
    ours = BatchedPreprocessor
    results = [
        kind(**settings)(
            dict(
                inputs=torch.stack(crops) if stacked and kind is ours else crops,
                data_samples=[PoseDataSample(metainfo=dict(id=3)) for _ in crops],
            )
        )
        for kind in (ours, PoseDataPreprocessor)
    ]
    assert torch.equal(*(result['inputs'] for result in results))
    samples = (result['data_samples'] for result in results)
    for own, expected in zip(*samples, strict=True):
        assert own.metainfo == expected.metainfo


def test_samples_on_the_cpu_are_not_copied() -> None:
    sample = PoseDataSample()
    crop = torch.zeros(3, 8, 8, dtype=torch.uint8)
    batch = BatchedPreprocessor()(dict(inputs=[crop], data_samples=[sample]))
    assert batch['data_samples'][0] is sample


def test_samples_follow_the_model() -> None:
    preprocessor = BatchedPreprocessor().to('meta')
    sample = PoseDataSample()
    sample.set_field(torch.ones(2), 'scores')
    moved = preprocessor.cast_data([sample])[0]
    assert moved.scores.is_meta and not sample.scores.is_meta
