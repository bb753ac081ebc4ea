"""Joined branches of HRNet."""

from __future__ import annotations

import pytest
import torch

from poseur.models import BranchFusion


def branches() -> list[torch.Tensor]:
    torch.manual_seed(0)
    return [torch.randn(2, 4 << level, 16 >> level, 8 >> level) for level in range(3)]


def test_finer_branches_are_added_to_coarser_ones():
    neck = BranchFusion((4, 8, 16), out_channels=20).eval()
    for module in neck.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(std=0.1)
    feats = branches()
    (found,) = neck(feats)
    fine, middle, coarse = (
        module(feat) for module, feat in zip(neck.incre_modules, feats, strict=True)
    )
    to_middle, to_coarse = neck.downsamp_modules
    expected = neck.final_layer(coarse + to_coarse(middle + to_middle(fine)))
    assert found.shape == (2, 20, 4, 2)
    torch.testing.assert_close(found, expected)
    assert found.min() == 0 < found.max()


def test_each_bottleneck_raises_its_branch_fourfold():
    shapes = {k: tuple(v.shape) for k, v in BranchFusion().state_dict().items()}
    for index, channels in enumerate((32, 64, 128, 256)):
        block = f'incre_modules.{index}.0'
        assert shapes[f'{block}.conv1.weight'] == (channels, channels, 1, 1)
        wide = (4 * channels, channels, 1, 1)
        assert shapes[f'{block}.conv3.weight'] == wide
        assert shapes[f'{block}.downsample.0.weight'] == wide
    assert shapes['downsamp_modules.2.0.weight'] == (1024, 512, 3, 3)
    assert shapes['downsamp_modules.2.0.bias'] == (1024,)
    assert shapes['final_layer.0.weight'] == (2048, 1024, 1, 1)


def test_one_branch_alone_is_refused():
    with pytest.raises(ValueError, match=r'of 4 branches and got 1; set extra\.stage4'):
        BranchFusion()(branches()[:1])
