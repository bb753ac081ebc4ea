"""The recorder returns the results of the head and does not change them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from mmengine.registry import init_default_scope
from torch import nn

from poseur.models.poseur_head import PoseurHead
from poseur.visualization.decoder_recorder import DecoderRecorder, DecoderTrace
from tests.helpers import tiny_detector
from tests.helpers.third_party import count_hooks
from tests.helpers.tiny_pose import feature_maps, head_config, tiny_head

NUM_KEYPOINTS, LAYERS, HEADS, LEVELS, POINTS = 5, 2, 2, 4, 2


@pytest.fixture(autouse=True)
def _default_scope() -> None:
    init_default_scope('mmpose')


def record(head: PoseurHead, feats: list[torch.Tensor]) -> list[DecoderTrace]:
    with torch.no_grad(), DecoderRecorder(head) as recorder:
        head.forward(feats)
    return recorder.traces()


@pytest.fixture
def head() -> PoseurHead:
    return tiny_head().eval()


def test_everything_of_each_person(head: PoseurHead) -> None:
    feats = feature_maps(batch=3)
    with torch.no_grad():
        output = head.forward(feats)
    traces = record(head, feats)
    assert len(traces) == 3
    for index, trace in enumerate(traces):
        expected = [output.coarse.mu, output.decoder.references[2], *output.keypoints]
        found = trace.coarse, trace.references[2], trace.keypoints[-1], trace.sigmas[-1]
        for ours, theirs in zip(found, expected, strict=True):
            np.testing.assert_allclose(ours, theirs[index], atol=1e-5)
        samples = (LAYERS, NUM_KEYPOINTS, HEADS, LEVELS, POINTS)
        assert trace.locations.shape == (*samples, 2)
        np.testing.assert_allclose(trace.weights.sum((3, 4)), 1, rtol=1e-5)
        assert trace.attention.shape == (LAYERS, NUM_KEYPOINTS, NUM_KEYPOINTS)
        np.testing.assert_allclose(trace.attention.sum(-1), 1, rtol=1e-5)
        assert trace.level_shapes == ((13, 9), (7, 5), (3, 3), (2, 1))


def test_samples_lie_around_the_references_of_their_layer(head: PoseurHead) -> None:
    for layer in head.poseur.query_decoder.layers:
        nn.init.zeros_(layer.cross_attention.sampling_offsets.weight)
        nn.init.zeros_(layer.cross_attention.sampling_offsets.bias)
    trace = record(head, feature_maps(batch=1))[0]
    starts = np.stack([trace.coarse, trace.references[1]])  # the first is not clipped
    expected = np.broadcast_to(starts[:, :, None, None, None], trace.locations.shape)
    np.testing.assert_allclose(trace.locations, expected, atol=1e-6)


def test_attention_that_is_known(head: PoseurHead) -> None:
    attention = head.poseur.query_decoder.layers[1].self_attention.attention
    nn.init.zeros_(attention.in_proj_weight)
    trace = record(head, feature_maps(batch=1))[0]
    np.testing.assert_allclose(trace.attention[1], 1 / NUM_KEYPOINTS, rtol=1e-5)
    assert np.ptp(trace.attention[0]) > 1e-3


def test_the_head_is_left_as_it_was(head: PoseurHead) -> None:
    feats = feature_maps()
    with torch.no_grad(), DecoderRecorder(head) as recorder:
        recorded = head.forward(feats).keypoints
    with torch.no_grad():
        torch.testing.assert_close(head.forward(feats).keypoints, recorded)
    assert len(recorder.traces()) == 2  # the second pass is not in it
    assert not any(map(count_hooks, head.modules()))


def test_shared_layers_and_layers_without_self_attention() -> None:
    decoder = head_config()['query_decoder']
    plain = decoder['layer'] | dict(self_attention=False)
    decoder = decoder | dict(num_layers=3, share_weights=True, layer=plain)
    trace = record(tiny_head(query_decoder=decoder).eval(), feature_maps())[0]
    assert len(trace.weights) == len(trace.keypoints) == 3
    assert trace.attention is None


def test_heads_on_regions() -> None:
    """Each region is a person; coordinates are those of the region."""
    head = tiny_detector.tiny_head().eval()
    feats = [torch.randn(2, 64, 96 // s, 128 // s) for s in (4, 8, 16, 32)]
    rois = torch.tensor(
        [[1.0, 5, 5, 60, 90], [0, 30, 10, 100, 60], [1, -10, 50, 40, 110]]
    )
    pooled = torch.randn(3, 64, 14, 14)
    with torch.no_grad():
        output = head(pooled, feats, rois)
        with DecoderRecorder(head) as recorder:
            head(pooled, feats, rois)
    traces = recorder.traces()
    assert len(traces) == 3
    for index, trace in enumerate(traces):
        expected = [output.coarse.mu, *output.keypoints]
        found = trace.coarse, trace.keypoints[-1], trace.sigmas[-1]
        for ours, theirs in zip(found, expected, strict=True):
            np.testing.assert_allclose(ours, theirs[index], atol=1e-5)
        np.testing.assert_allclose(trace.weights.sum((3, 4)), 1, rtol=1e-5)
        assert trace.level_shapes == ((24, 32), (12, 16), (6, 8), (3, 4))


def test_what_cannot_be_recorded(head: PoseurHead) -> None:
    with pytest.raises(ValueError, match='Linear has no query decoder'):
        DecoderRecorder(nn.Linear(2, 2))
    with pytest.raises(ValueError, match='RoIRLEHead has no query decoder'):
        DecoderRecorder(tiny_detector.tiny_head('rle'))
    with pytest.raises(ValueError, match=r'model\.eval\(\)'):
        DecoderRecorder(head.train())
    head.eval()
    with DecoderRecorder(head) as recorder:
        head.forward(feature_maps())
        head.forward(feature_maps())
    with pytest.raises(RuntimeError, match='ran 2 times'):
        recorder.traces()
