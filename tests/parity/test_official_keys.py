"""Names and shapes of official models against those of the configs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from poseur.checkpoints.naming.official import convert_state_dict, unused_keys

from .conftest import CONFIGS, build_model

KEY_LISTS = CONFIGS | {
    'poseur_hrnet_w32_coco_256x192': 'hrnet-w32_8xb32-325e_coco-256x192',
    'poseur_vit_base_coco_256x192': 'vit-base_8xb32-325e_coco-256x192',
    'res50_coco_wholebody_256x192_poseur': 'res50_8xb32-325e_coco-wholebody-256x192',
}
#: Models of other widths, keypoints or crops, whose names are those of a list.
SAME_NAMES = {
    'res50_8xb32-325e_coco-384x288': 'poseur_res50_coco_256x192',
    'res50_8xb32-325e_mpii-256x256': 'poseur_res50_coco_256x192',
    'hrnet-w32_8xb32-325e_mpii-256x256': 'poseur_hrnet_w32_coco_256x192',
    'hrnet-w48_8xb32-325e_coco-384x288': 'poseur_hrnet_w32_coco_256x192',
    'hrnet-w32_8xb32-325e_coco-wholebody-256x192': 'poseur_hrnet_w32_coco_256x192',
    'hrnet-w48_8xb32-325e_coco-wholebody-256x192': 'poseur_hrnet_w32_coco_256x192',
}


@pytest.fixture(scope='session')
def without_values(
    official_keys: Callable[[str], list],
) -> Callable[[str], dict[str, Tensor]]:
    """Maker of an official state dict that has shapes but no values."""

    def load(name: str) -> dict[str, Tensor]:
        keys = official_keys(name)
        return {key: torch.empty(shape, device='meta') for key, shape in keys}

    return load


def shapes(weights: dict[str, Tensor]) -> dict[str, tuple[int, ...]]:
    return {key: tuple(value.shape) for key, value in weights.items()}


@pytest.mark.parametrize('name', KEY_LISTS)
def test_every_key_is_consumed_and_none_is_missing(name, without_values, repo_root):
    official = without_values(name)
    converted = convert_state_dict(official)
    model = build_model(KEY_LISTS[name], repo_root)
    assert shapes(converted) == shapes(model.state_dict())
    model.load_state_dict(converted, strict=True, assign=True)

    unused = unused_keys(official)
    stacked = [key for key in converted if '.attn.attn.qkv.' in key]
    assert len(official) - len(unused) == len(converted) + 2 * len(stacked)
    assert len(unused) == len(stacked) / 2  # weight and bias of each attention
    assert all(key.endswith('relative_position_index') for key in unused)
    assert bool(unused) == ('hrformer' in name)


@pytest.mark.parametrize('config', SAME_NAMES)
def test_names_of_sibling_models(config, without_values, repo_root):
    converted = convert_state_dict(without_values(SAME_NAMES[config]))
    with torch.device('meta'):
        model = build_model(config, repo_root)
    assert converted.keys() == model.state_dict().keys()


def deepen(official: dict[str, Tensor], repeated: str, more: int) -> None:
    """Add a copy of every ``{repeated}{index}.``, with an index ``more`` higher."""
    for key, value in dict(official).items():
        start, found, rest = key.partition(repeated)
        if found:
            index, _, end = rest.partition('.')
            official[f'{start}{repeated}{int(index) + more}.{end}'] = value


def test_twelve_decoder_layers(without_values, repo_root):
    official = without_values('poseur_mobilenetv2_coco_256x192')
    for repeated in ('.decoder.layers.', '_branches.'):
        deepen(official, repeated, 6)
    model = build_model('mobilenetv2-12dec_8xb32-325e_coco-256x192', repo_root)
    assert shapes(convert_state_dict(official)) == shapes(model.state_dict())


@pytest.mark.parametrize(
    ('config', 'more_layers'),
    [
        ('hrformer-small-3dec_8xb32-325e_coco-256x192', 0),
        ('hrformer-base_8xb32-325e_coco-256x192', 3),
        ('hrformer-base_8xb16-325e_coco-384x288', 3),
    ],
)
def test_names_of_larger_hrformers(config, more_layers, without_values, repo_root):
    official = without_values('poseur_hrformer_tiny_coco_256x192_3dec')
    deepen(official, 'backbone.stage3.', 1)
    for repeated in ('.decoder.layers.', '_branches.'):
        deepen(official, repeated, more_layers)
    model = build_model(config, repo_root)
    assert convert_state_dict(official).keys() == model.state_dict().keys()
