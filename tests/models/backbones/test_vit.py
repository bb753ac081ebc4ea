from __future__ import annotations

import math
import re

import pytest
import torch
from mmcv.cnn.bricks import DropPath

from poseur.models import ViT
from poseur.models.backbones.vit import SelfAttention


def tiny_vit(**kwargs) -> ViT:
    options = dict(img_size=(48, 64), embed_dims=8, num_layers=2, num_heads=2)
    return ViT(**options | kwargs)


@pytest.mark.parametrize('size', [(192, 256), (288, 384), (48, 80)])
def test_one_map_of_stride_sixteen(size):
    width, height = size
    model = tiny_vit(img_size=size)
    (feat,) = model(torch.randn(2, 3, height, width))
    assert feat.shape == (2, 8, height // 16, width // 16)
    assert model.pos_embed.shape == (1, 1 + width * height // 256, 8)


def test_crops_of_another_size_are_refused():
    with pytest.raises(ValueError, match='width 64 and height 48.*img_size'):
        tiny_vit()(torch.zeros(1, 3, 48, 64))


def test_patches_start_two_pixels_outside_the_crop():
    model = tiny_vit(num_layers=0)
    weight, bias = model.patch_embed.proj.weight, model.patch_embed.proj.bias
    image = torch.randn(1, 3, 64, 48)
    expected = bias + (weight * image[:, :, 14:30, 30:46]).sum((1, 2, 3))
    corner = bias + (weight[..., 2:, 2:] * image[:, :, :14, :14]).sum((1, 2, 3))
    patches = model.patch_embed(image)
    torch.testing.assert_close(patches[0, :, 1, 2], expected)
    torch.testing.assert_close(patches[0, :, 0, 0], corner)


def test_every_patch_gets_its_own_and_the_class_embedding():
    model = tiny_vit(num_layers=0)
    torch.nn.init.zeros_(model.patch_embed.proj.weight)
    torch.nn.init.zeros_(model.patch_embed.proj.bias)
    torch.nn.init.normal_(model.pos_embed)
    (feat,) = model(torch.zeros(1, 3, 64, 48))
    for row in range(4):
        for column in range(3):
            token = model.pos_embed[0, 1 + 3 * row + column] + model.pos_embed[0, 0]
            centered = token - token.mean()
            normal = centered / (centered.square().mean() + 1e-6).sqrt()
            torch.testing.assert_close(feat[0, :, row, column], normal)


def test_attention_by_hand():
    attention = SelfAttention(6, num_heads=2)
    tokens = torch.randn(1, 5, 6)
    query, key, value = (tokens[0] @ attention.qkv.weight.T + attention.qkv.bias).split(
        6, dim=1
    )
    heads = []
    for head in (slice(0, 3), slice(3, 6)):
        logits = query[:, head] @ key[:, head].T / math.sqrt(3)
        heads.append(logits.softmax(dim=1) @ value[:, head])
    expected = attention.proj(torch.cat(heads, dim=1))
    torch.testing.assert_close(attention(tokens)[0], expected)


def test_a_block_by_hand():
    model = tiny_vit().eval()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    block = model.blocks[1]
    tokens = torch.randn(2, 12, 8)
    middle = tokens + block.attn(block.norm1(tokens))
    hidden = block.norm2(middle) @ block.mlp.fc1.weight.T + block.mlp.fc1.bias
    gelu = hidden * (1 + torch.erf(hidden / math.sqrt(2))) / 2
    expected = middle + gelu @ block.mlp.fc2.weight.T + block.mlp.fc2.bias
    torch.testing.assert_close(block(tokens), expected, rtol=1e-4, atol=1e-4)


def test_drop_path_rises_with_depth_and_sleeps_in_testing():
    model = tiny_vit(num_layers=4, drop_path_rate=0.3)
    rates = [m.drop_prob for m in model.modules() if isinstance(m, DropPath)]
    assert rates == pytest.approx([0.0, 0.1, 0.2, 0.3])
    image = torch.randn(1, 3, 64, 48)
    model.eval()
    assert torch.equal(model(image)[0], model(image)[0])


def test_gradients_reach_every_parameter():
    model = tiny_vit()
    (feat,) = model(torch.randn(2, 3, 64, 48))
    (feat * torch.randn_like(feat)).sum().backward()
    for name, parameter in model.named_parameters():
        grad = parameter.grad
        if name.endswith('attn.qkv.bias'):
            grad = torch.cat([grad[:8], grad[16:]])  # softmax cancels a bias of keys
        assert grad.abs().min() > 0, name


def test_start():
    model = tiny_vit(embed_dims=64)
    model.init_weights()
    weight = model.blocks[0].mlp.fc1.weight
    assert weight.detach().std() == pytest.approx(0.02, rel=0.05)
    assert model.pos_embed.detach().std() == pytest.approx(0.02, rel=0.1)
    assert not model.blocks[1].attn.qkv.bias.any()
    assert torch.equal(model.last_norm.weight, torch.ones(64))


def test_names_are_those_that_layer_decay_knows():
    pattern = r'(pos_embed|patch_embed\.proj|blocks\.[01]\.\w+|last_norm)(\.|$)'
    names = [name for name, _ in tiny_vit().named_parameters()]
    assert [name for name in names if not re.match(pattern, name)] == []
    assert len(names) == 1 + 2 + 2 * 12 + 2
