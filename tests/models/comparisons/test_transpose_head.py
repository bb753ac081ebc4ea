"""TransPose-H-A6 against its authors' numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from mmengine.structures import InstanceData
from mmpose.structures import PoseDataSample
from torch import nn

from poseur.checkpoints import CheckpointMismatchError
from poseur.checkpoints.naming.rename import rename_weights
from poseur.config import build_model
from poseur.datasets import MinusOneAffine
from poseur.models import TransPoseHead
from poseur.models.comparisons.position_map import token_positions
from tests.helpers.deterministic_weights import det_image
from tests.helpers.seed_systems import (
    assert_map,
    assert_near,
    key_shapes,
    outputs_of,
    read_reference,
)

from .conftest import config_of

NAME = 'transpose_h_a6_256x192'
CONFIG = 'td-hm_transpose-h-a6_8xb32-325e_coco-256x192'
OFFICIAL = 'td-hm_transpose-h-a6_4xb14-240e_coco-256x192_official'
PAIRS = [0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15]


@pytest.fixture(scope='module')
def reference(folder: Path) -> dict[str, np.ndarray]:
    return read_reference(folder, NAME)


def person(center: np.ndarray, scale: np.ndarray) -> PoseDataSample:
    """Return a sample as its pipeline makes it, without the image."""
    crop = MinusOneAffine((192, 256))(
        dict(
            img=np.zeros((8, 8, 3), np.uint8),
            bbox_center=center[None],
            bbox_scale=scale[None] * 200,
        )
    )
    keys = ('input_size', 'input_center', 'input_scale')
    meta = {key: crop[key] for key in keys} | dict(flip_indices=PAIRS)
    sample = PoseDataSample(metainfo=meta)
    sample.gt_instances = InstanceData(bboxes=np.zeros((1, 4)), bbox_scores=np.ones(1))
    return sample


@pytest.mark.slow
def test_authors_numbers(official_model, reference) -> None:
    model = official_model(OFFICIAL, NAME)
    backbone, head = model.backbone, model.head
    layers = {f'enc{index}': layer for index, layer in enumerate(head.encoder)}
    attentions = {f'attn_out{i}': head.encoder[i].self_attention for i in (0, 5)}
    parts = dict(stage3=backbone, layer1=backbone.layer1, reduce=head.reduce)
    outputs = outputs_of(parts | layers | attentions)
    people = [
        person(*pair)
        for pair in zip(
            reference['decode_center'], reference['decode_scale'], strict=True
        )
    ]
    image = torch.from_numpy(det_image(2, 256, 192))
    with torch.no_grad():
        heatmaps = model.head(model.extract_feat(image))
        found = dict(outputs)  # the flip test runs everything again
        predicted = model.predict(image, people)  # with the flip test of the config

    for name in ('stage3', 'layer1', 'reduce'):
        assert_map(found[name], reference, name)
    for name in (*layers, *attentions):
        assert_near(found[name][:, ::97], reference[f'{name}_tokens'], name)
    position = token_positions(64, 48, 96, like=image)
    assert_near(position[::97], reference['pos_embedding_slice'], 'position')
    assert_near(heatmaps, reference['heatmaps'], 'heatmaps')
    peaks = heatmaps.flatten(2).max(2)
    assert_near(peaks.values[..., None], reference['max_vals'], 'peaks')
    for index, sample in enumerate(predicted):
        instances = sample.pred_instances
        keypoints = reference['fused_preds'][index]
        assert_near(instances.keypoints[0], keypoints, 'keypoints')
        scores = reference['fused_maxvals'][index, :, 0]
        assert_near(instances.keypoint_scores[0], scores, 'scores')


def test_size_of_the_model(repo_root: Path) -> None:
    with torch.device('meta'):
        model = build_model(config_of(repo_root, CONFIG))
    assert sum(p.numel() for p in model.parameters()) == 17_160_785


def test_every_official_key_is_used(folder: Path, repo_root: Path) -> None:
    shapes = key_shapes(folder, NAME)
    weights = {key: torch.zeros(shape) for key, shape in shapes.items()}
    position = token_positions(64, 48, 96, like=torch.zeros(1))
    weights['pos_embedding'] = position[:, None]
    with torch.device('meta'):
        model = build_model(config_of(repo_root, OFFICIAL))
    renamed, unused = rename_weights(weights, 'official', model.backbone, 'a.pth')
    wanted = {key: value.shape for key, value in model.state_dict().items()}
    assert {key: value.shape for key, value in renamed.items()} == wanted
    assert list(unused) == ['pos_embedding']
    assert '64x48 tokens' in unused['pos_embedding']

    weights['pos_embedding'] = position[:, None] * 0.9
    with pytest.raises(CheckpointMismatchError, match='pos_embedding is not the fixed'):
        rename_weights(weights, 'official', model.backbone, 'a.pth')


def test_names_of_other_variants_are_refused() -> None:
    weights = {
        'global_encoder.layers.0.norm1.weight': torch.ones(8),
        'deconv_layers.0.weight': torch.ones(2),
    }
    message = 'a.pth looks like a TransPose-H, but 1 of its 2 names .* deconv_layers'
    with pytest.raises(CheckpointMismatchError, match=message):
        rename_weights(weights, 'official', nn.Identity(), 'a.pth')


@pytest.fixture
def small() -> TransPoseHead:
    head = TransPoseHead(6, 5, embed_dims=8, num_layers=2, ffn_channels=16)
    head.init_weights()
    return head


def test_initial_weights(small) -> None:
    assert small.reduce.weight.detach().std() == pytest.approx(1e-3, rel=0.4)
    assert small.final_layer.weight.detach().std() == pytest.approx(1e-3, rel=0.4)
    attention = small.encoder[1].self_attention
    bound = (6 / (8 + 24)) ** 0.5
    largest = attention.in_proj_weight.detach().abs().max()
    assert 0.9 * bound < largest <= bound
    assert not attention.in_proj_bias.any()


def test_positions_are_added_to_queries_and_keys_only(small) -> None:
    """With equal keys for all tokens, attention is the mean of the values."""
    layer = small.encoder[0].eval()
    layer.self_attention.in_proj_weight.data[8:16] = 0
    tokens, position = torch.randn(1, 12, 8), torch.randn(12, 8)
    with torch.no_grad():
        still = layer(tokens, position * 0)
        torch.testing.assert_close(layer(tokens, position), still)
        layer.self_attention.in_proj_weight.data[8:16].normal_()
        assert not torch.allclose(layer(tokens, position), still, atol=1e-2)


def test_dropout_is_active_in_training(small) -> None:
    feats = (torch.randn(1, 6, 4, 3),)
    with torch.no_grad():
        small.reduce.weight.normal_()
        small.final_layer.weight.normal_()
        first, second = small.train()(feats), small(feats)
        assert not torch.allclose(first, second)
        small.eval()
        assert torch.equal(small(feats), small(feats))
    assert first.shape == (1, 5, 4, 3)


def test_positions_in_half_precision() -> None:
    half = token_positions(3, 2, 8, like=torch.zeros(1, dtype=torch.float16))
    full = token_positions(3, 2, 8, like=torch.zeros(1))
    assert half.dtype == torch.float16
    torch.testing.assert_close(half.float(), full, atol=1e-3, rtol=0)
