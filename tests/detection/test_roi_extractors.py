"""Regions stay in float32 under mixed precision."""

from __future__ import annotations

import pytest
import torch
from mmdet.registry import MODELS

import poseur.detection  # noqa: F401  (registers the extractors)
from tests.helpers.tiny_detector import (
    batch,
    losses_of,
    random_instances,
    tiny_detector,
)

HALVES = pytest.mark.parametrize('dtype', [torch.float16, torch.bfloat16])
#: Sides around those whose areas overflow in float16, and their levels.
SIDES = {100: 0, 120: 1, 200: 1, 224: 2, 255: 2, 256: 2, 300: 2, 447: 2, 448: 3, 700: 3}


def extractor_of(kind: str = 'Single', **options: object) -> torch.nn.Module:
    layer = dict(type='RoIAlign', output_size=2, sampling_ratio=1)
    return MODELS.build(
        dict(
            type=f'mmdet.FullPrecision{kind}RoIExtractor',
            roi_layer=layer,
            out_channels=1,
            featmap_strides=[4, 8, 16, 32],
            **options,
        )
    )


def planes(values: list[float], side: int = 1024) -> list[torch.Tensor]:
    """Return constant maps of four strides."""
    return [
        torch.full((1, 1, side // stride, side // stride), value)
        for value, stride in zip(values, (4, 8, 16, 32), strict=True)
    ]


@HALVES
def test_levels_are_those_of_full_precision(dtype):
    feats = [plane.to(dtype) for plane in planes([0.0, 1.0, 2.0, 3.0])]
    rois = torch.tensor([[0, 10, 10, 10 + side, 10 + side] for side in SIDES]).float()
    pooled = extractor_of()(feats, rois)
    assert pooled.dtype == dtype
    assert pooled[:, 0, 0, 0].tolist() == list(SIDES.values())


@HALVES
@pytest.mark.parametrize('kind', ['Single', 'Generic'])
def test_coordinates_are_not_rounded(kind, dtype):
    """Maps that hold x: both 8-bit and 11-bit mantissas would round 513.3."""
    feats = [
        ((torch.arange(1024 // stride) + 0.5) * stride - 512).expand(1, 1, 8, -1)
        for stride in (4, 8, 16, 32)
    ]
    options = dict(aggregation='sum') if kind == 'Generic' else {}
    rois = torch.tensor([[0, 513.3, 8, 517.3, 24]])
    pooled = extractor_of(kind, **options)([feat.to(dtype) for feat in feats], rois)
    expected = torch.tensor([514.3, 516.3]) - 512
    if kind == 'Generic':
        expected = expected * 4
    torch.testing.assert_close(
        pooled[0, 0, 0].float(), expected, rtol=2e-2, atol=0, msg=str(pooled)
    )


@HALVES
@pytest.mark.parametrize('kind', ['poseur', 'poseur-dense', 'rle', 'heatmap'])
def test_every_extractor_of_a_detector_gets_float32(kind, dtype):
    if dtype == torch.float16 and kind != 'poseur':
        pytest.skip('one model shows the type of proposals in float16')
    model, seen = tiny_detector(kind), []
    for head in ('bbox_roi_extractor', 'keypoint_roi_extractor'):
        for layer in model.roi_head.get_submodule(head).roi_layers:
            layer.register_forward_pre_hook(
                lambda module, inputs: seen.append([part.dtype for part in inputs])
            )
    data = batch([random_instances(2), random_instances(1)])
    with torch.autocast('cpu', dtype):
        losses = losses_of(model, data)
    assert seen and all(each == [torch.float32] * 2 for each in seen)
    sum(losses.values()).backward()
    gradients = [p.grad for p in model.parameters() if p.requires_grad]
    assert all(gradient.isfinite().all() for gradient in gradients)
