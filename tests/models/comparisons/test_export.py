"""Heads of the compared methods in ONNX."""

from __future__ import annotations

import io

import numpy as np
import pytest
import torch

from poseur.models import TokenPoseHead, TransPoseHead

onnxruntime = pytest.importorskip('onnxruntime')
SMALL = dict(embed_dims=16, num_layers=2, ffn_channels=32)


class OneMap(torch.nn.Module):
    """A head that takes its map itself, not a sequence of maps."""

    def __init__(self, head: torch.nn.Module) -> None:
        super().__init__()
        self.head = head

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        return self.head((pixels,))


@pytest.mark.parametrize(
    'head',
    [
        TransPoseHead(6, 5, **SMALL),
        TokenPoseHead(6, 5, (4, 3), (12, 16), num_heads=4, **SMALL),
        TokenPoseHead(
            6,
            5,
            (2, 2),
            (12, 16),
            num_stacks=3,
            hidden_channels=None,
            scale_by_head=False,
            **SMALL,
        ),
    ],
    ids=['TransPose', 'TokenPose-B', 'TokenPose-L with the scale of S'],
)
@pytest.mark.filterwarnings('ignore')  # of the tracer
def test_the_same_maps_for_any_number_of_crops(head) -> None:
    model = OneMap(head).eval()
    for parameter in model.parameters():
        if parameter.ndim > 1:
            torch.nn.init.normal_(parameter, std=0.3)
    buffer = io.BytesIO()
    torch.onnx.export(
        model,
        (torch.zeros(2, 6, 16, 12),),
        buffer,
        dynamo=False,
        opset_version=17,
        input_names=['pixels'],
        output_names=['heatmaps'],
        dynamic_axes=dict(pixels={0: 'batch'}, heatmaps={0: 'batch'}),
    )
    session = onnxruntime.InferenceSession(buffer.getvalue())
    for batch in (1, 2, 3):
        pixels = torch.randn(batch, 6, 16, 12)
        (found,) = session.run(None, dict(pixels=pixels.numpy()))
        with torch.no_grad():
            expected = model(pixels).numpy()
        assert found.shape == expected.shape == (batch, 5, 16, 12)
        assert np.abs(found - expected).max() < 1e-4 * np.abs(expected).max()
