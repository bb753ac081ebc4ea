"""TokenPose against its authors' numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from poseur.checkpoints import CheckpointMismatchError
from poseur.checkpoints.naming.rename import rename_weights
from poseur.config import build_model
from poseur.models import TokenPoseHead
from poseur.models.comparisons.position_map import token_positions
from poseur.models.comparisons.tokenpose_head import TokenLayer
from tests.helpers.deterministic_weights import det_image
from tests.helpers.seed_systems import (
    assert_map,
    assert_near,
    key_shapes,
    outputs_of,
    read_reference,
)

from .conftest import config_of

#: Models: configs, trainable parameters of the official ones, and grids of patches.
MODELS = {
    's_v1': ('s-v1_8xb32-325e_coco-256x192', 6_620_736, (16, 16)),
    's_v2': ('s-v2_8xb32-325e_coco-256x192', 6_227_520, (32, 24)),
    'b': ('b_8xb32-325e_coco-256x192', 13_465_216, (16, 16)),
    'l_d6': ('l-d6_8xb32-325e_coco-256x192', 20_815_776, (16, 16)),
    'l_d24': ('l-d24_8xb32-325e_coco-256x192', 27_482_400, (16, 16)),
}
#: Sizes in millions of the models without reference numbers.
OTHER_SIZES = {
    'l-d24_8xb32-325e_coco-384x288': 29.809,
    'l-d6_8xb32-325e_mpii-256x256': 21.443,
}


def config_name(model: str) -> str:
    return f'td-hm_tokenpose-{model}'


def reference_name(name: str) -> str:
    return f'tokenpose_{name}_256x192'


@pytest.mark.slow
@pytest.mark.parametrize('name', MODELS)
def test_authors_numbers(name, official_model, folder: Path) -> None:
    reference = read_reference(folder, reference_name(name))
    model = official_model(config_name(MODELS[name][0]), reference_name(name))
    head = model.head
    prefixes = ['transformer']
    if len(head.stacks) > 1:
        prefixes = [f'transformer{stack + 1}' for stack in range(3)]
    layers = {
        f'{prefix}_layer{index}': layer
        for prefix, stack in zip(prefixes, head.stacks, strict=True)
        for index, layer in enumerate(stack)
    }
    first = {f'{p}_in': s[0].norm1 for p, s in zip(prefixes, head.stacks, strict=True)}
    entries: dict[str, torch.Tensor] = {}
    for key, norm in first.items():
        norm.register_forward_hook(
            lambda module, inputs, output, key=key: entries.update({key: inputs[0]})
        )
    outputs = outputs_of(layers | dict(head_in=head.to_heatmap, embed=head.patches))
    image = torch.from_numpy(det_image(2, 256, 192))
    with torch.no_grad():
        feats = model.extract_feat(image)
        heatmaps = head(feats)
        patches, _ = head.patches.cut(feats[-1])

    (rows, columns), count = MODELS[name][2], 17
    step = -(-rows * columns // 16)
    assert_map(feats[-1], reference, 'backbone')
    position = token_positions(rows, columns, 192, like=image)
    assert_near(position[::step], reference['pos_embedding_slice'], 'position')
    assert_near(patches[:, ::step, ::37], reference['patch_slice'], 'patches')
    embedded = outputs['embed'][:, ::step]
    assert_near(embedded, reference['patch_embed_slice'], 'embedded patches')
    tokens = entries[f'{prefixes[0]}_in']
    assert_near(tokens[:, :count], reference['tokens_in_kpt'], 'keypoint tokens')
    assert_near(tokens[:, count::step], reference['tokens_in_vis'], 'visual tokens')
    for prefix, stack in zip(prefixes, head.stacks, strict=True):
        entry = entries[f'{prefix}_in']
        with torch.no_grad():
            attended = entry + stack[0].attn(stack[0].norm1(entry))
        key = f'{prefix}_attn0_kpt'
        assert_near(attended[:, :count:4], reference[key], key)
    compared = 0
    for key, tokens in outputs.items():
        for part, chosen in (
            ('kpt', tokens[:, :count:4]),
            ('vis', tokens[:, count::step]),
        ):
            if f'{key}_{part}' in reference:
                assert_near(chosen, reference[f'{key}_{part}'], f'{key}_{part}')
                compared += 1
    assert compared >= len(layers) + 1
    assert_near(heatmaps, reference['heatmaps'], 'heatmaps')
    peaks = heatmaps.flatten(2).max(2).values[..., None]
    assert_near(peaks, reference['max_vals'], 'peaks')


@pytest.mark.parametrize('name', MODELS)
def test_every_official_key_is_used(name, folder: Path, repo_root: Path) -> None:
    config, parameters, grid = MODELS[name]
    shapes = key_shapes(folder, reference_name(name))
    weights = {key: torch.zeros(shape) for key, shape in shapes.items()}
    (place,) = (key for key in weights if key.endswith('pos_embedding'))
    weights[place] = token_positions(*grid, 192, like=torch.zeros(1))[None]
    with torch.device('meta'):
        model = build_model(config_of(repo_root, config_name(config)))
    renamed, unused = rename_weights(weights, 'official', model.backbone, 'a.pth')
    wanted = {key: value.shape for key, value in model.state_dict().items()}
    assert {key: value.shape for key, value in renamed.items()} == wanted
    assert list(unused) == [place]
    assert f'{grid[0]}x{grid[1]} tokens' in unused[place]
    assert sum(p.numel() for p in model.parameters()) == parameters


@pytest.mark.parametrize('name', OTHER_SIZES)
def test_sizes_without_reference_numbers(name, repo_root: Path) -> None:
    with torch.device('meta'):
        model = build_model(config_of(repo_root, config_name(name)))
    millions = sum(p.numel() for p in model.parameters()) / 1e6
    assert millions == pytest.approx(OTHER_SIZES[name], abs=6e-4)


def test_other_names_and_positions_are_refused() -> None:
    weights = {
        'features.keypoint_token': torch.zeros(1, 5, 8),
        'features.pos_embedding': torch.zeros(1, 6, 8),
    }
    with pytest.raises(CheckpointMismatchError, match='features.pos_embedding is not'):
        rename_weights(weights, 'official', torch.nn.Identity(), 'a.pth')
    weights['features.pos_embedding'] = token_positions(2, 3, 8, like=torch.zeros(1))
    weights['features.cls_token'] = torch.zeros(1)
    with pytest.raises(CheckpointMismatchError, match='TokenPose, but 1 of .* cls_tok'):
        rename_weights(weights, 'official', torch.nn.Identity(), 'a.pth')


@pytest.fixture
def small() -> TokenPoseHead:
    return TokenPoseHead(
        3, 5, (2, 3), (6, 8), embed_dims=8, num_layers=2, num_heads=2, ffn_channels=16
    )


def test_values_of_a_patch_are_ordered_by_row_column_and_channel(small) -> None:
    pixels = torch.arange(2 * 3 * 4 * 6.0).reshape(2, 3, 4, 6)
    values, grid = small.patches.cut(pixels)
    assert grid == (2, 2)
    expected = [
        pixels[1, channel, 2 + row, 3 + column].item()
        for row in range(2)
        for column in range(3)
        for channel in range(3)
    ]
    assert values[1, 3].tolist() == expected


def test_patches_that_do_not_divide_the_map_are_refused(small) -> None:
    message = r'model.head.patch_size=\(2, 3\) .* map of 4x5 .* divisors of 4 and of 5'
    with pytest.raises(ValueError, match=message):
        small((torch.zeros(1, 3, 4, 5),))


def test_initial_weights(small) -> None:
    small.init_weights()
    assert small.keypoint_token.detach().std() == pytest.approx(0.02, rel=0.3)
    layer = small.stacks[0][1]
    assert layer.attn.qkv.weight.detach().std() == pytest.approx(0.02, rel=0.2)
    assert layer.attn.qkv.bias is None
    assert not layer.mlp.fc1.bias.any()


def test_the_scale_is_that_of_all_channels_or_of_a_head() -> None:
    tokens = torch.randn(1, 6, 8)
    by_head = TokenLayer(8, 2, 16).attn
    of_all = TokenLayer(8, 2, 16, scale=8**-0.5).attn
    of_all.load_state_dict(by_head.state_dict())
    query, key, value = by_head.qkv(tokens).reshape(6, 3, 2, 4).permute(1, 2, 0, 3)
    for attention, scale in ((by_head, 4**-0.5), (of_all, 8**-0.5)):
        weights = (query @ key.transpose(1, 2) * scale).softmax(-1)
        mixed = (weights @ value).transpose(0, 1).flatten(1)
        torch.testing.assert_close(attention(tokens)[0], attention.proj(mixed))


def test_the_position_is_added_again_within_a_stack_only() -> None:
    """With layers that change nothing, a patch holds its position once per layer."""
    head = TokenPoseHead(
        1, 2, (1, 1), (2, 2), embed_dims=8, num_stacks=2, num_layers=3, num_heads=1
    )
    for layer in (layer for stack in head.stacks for layer in stack):
        for linear in (layer.attn.proj, layer.mlp.fc2):
            torch.nn.init.zeros_(linear.weight)
    torch.nn.init.zeros_(head.patches.proj.weight)
    outputs = outputs_of(dict(last=head.stacks[1][2]))
    head((torch.zeros(1, 1, 2, 3),))
    position = token_positions(2, 3, 8, like=torch.zeros(1))
    expected = F.pad(5 * position, (0, 0, 2, 0))  # once at first, twice in each stack
    expected[:2] = head.keypoint_token
    torch.testing.assert_close(outputs['last'][0], expected)
    assert np.prod(head((torch.zeros(1, 1, 2, 3),)).shape) == 8
