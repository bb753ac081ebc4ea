from __future__ import annotations

import pytest
import torch

from poseur.models import DeconvPyramid, PooledLevels, TopDownMapper
from poseur.models.necks import ResidualBlock


def test_levels_double_from_the_coarsest_on():
    neck = DeconvPyramid(12, 8)
    levels = neck((torch.randn(2, 12, 16, 12),))
    shapes = [tuple(level.shape) for level in levels]
    assert shapes == [(2, 8, 32, 24), (2, 8, 64, 48), (2, 8, 128, 96)]
    assert all(level.min() == 0 for level in levels)


def test_official_names():
    names = list(DeconvPyramid(12, 8).state_dict())
    shapes = {k: tuple(v.shape) for k, v in DeconvPyramid(12, 8).state_dict().items()}
    assert shapes['deconv_layers.0.weight'] == (12, 8, 4, 4)
    assert shapes['deconv_layers.6.weight'] == (8, 8, 4, 4)
    assert {name.split('.')[1] for name in names} == {'0', '1', '3', '4', '6', '7'}
    assert not any(name.startswith('deconv_layers.0.bias') for name in names)


def test_each_level_is_made_from_the_one_before():
    neck = DeconvPyramid(3, 2, num_levels=2).eval()
    torch.nn.init.normal_(neck.deconv_layers[0].weight)
    torch.nn.init.normal_(neck.deconv_layers[3].weight)
    neck.deconv_layers[4].running_mean.normal_()
    neck.deconv_layers[4].running_var.uniform_(0.5, 2.0)
    first, second = neck((torch.randn(1, 3, 4, 3),))
    weight, norm = neck.deconv_layers[3].weight, neck.deconv_layers[4]
    total = torch.zeros(2)
    for row, tap_row in ((1, 3), (2, 1)):  # output row 4 from input rows 1 and 2
        for column, tap_column in ((0, 2), (1, 0)):  # output column 1 from 0 and 1
            total += first[0, :, row, column] @ weight[:, :, tap_row, tap_column]
    normal = (total - norm.running_mean) / (norm.running_var + norm.eps).sqrt()
    torch.testing.assert_close(second[0, :, 4, 1], normal.relu())


def test_start_is_that_of_heatmap_heads():
    neck = DeconvPyramid(32, 32)
    neck.init_weights()
    assert neck.deconv_layers[3].weight.detach().std() == pytest.approx(0.001, rel=0.1)
    assert torch.equal(neck.deconv_layers[4].weight, torch.ones(32))


def test_several_maps_are_refused():
    with pytest.raises(ValueError, match='one map'):
        DeconvPyramid(3, 2)((torch.zeros(1, 3, 2, 2),) * 2)


def test_each_channel_of_each_level_is_averaged():
    fine = torch.arange(24.0).reshape(1, 2, 3, 4)
    coarse = torch.tensor([[[[7.0, 9.0]]]])
    (pooled,) = PooledLevels()((fine, coarse))
    assert torch.equal(pooled, torch.tensor([[5.5, 17.5, 8.0]]))


def top_down(**kwargs) -> TopDownMapper:
    mapper = dict(kernel_size=1, norm_cfg=dict(type='GN', num_groups=32), act_cfg=None)
    return TopDownMapper(
        in_channels=[2, 3, 4], out_channels=32, **mapper, **kwargs
    ).eval()


def test_coarse_levels_are_added_to_finer_ones():
    neck = top_down(num_blocks=0)
    inputs = tuple(torch.randn(1, c, s, s) for c, s in ((2, 8), (3, 4), (4, 2)))
    fine, middle, coarse = super(TopDownMapper, neck).forward(inputs)
    outputs = neck(inputs)
    middle = middle + coarse.repeat_interleave(2, 2).repeat_interleave(2, 3)
    fine = fine + middle.repeat_interleave(2, 2).repeat_interleave(2, 3)
    for output, expected in zip(outputs, (fine, middle, coarse), strict=True):
        torch.testing.assert_close(output, expected)


def test_blocks_start_as_activations_and_spare_the_finest_level():
    neck = top_down(num_blocks=2)
    assert [len(blocks) for blocks in neck.blocks] == [0, 2, 2]
    feat = torch.randn(1, 32, 5, 5)
    torch.testing.assert_close(neck.blocks[1](feat), feat.relu())
    neck.blocks[1][0].branch[-1].weight.data.fill_(1)
    assert (neck.blocks[1](feat) - feat.relu()).abs().max() > 0.1


def test_blocks_normalize_groups_of_eight_channels():
    for channels, groups in ((256, 32), (64, 8)):
        norms = [m for m in ResidualBlock(channels).branch if hasattr(m, 'num_groups')]
        assert [norm.num_groups for norm in norms] == [groups] * 2
    with pytest.raises(ValueError, match='20 channels, not a multiple of 8'):
        ResidualBlock(20)


def test_selected_levels_are_made_with_all_others():
    inputs = tuple(torch.randn(1, c, s, s) for c, s in ((2, 8), (3, 4), (4, 2)))
    whole, part = top_down(), top_down(out_indices=(2, 0))
    part.load_state_dict(whole.state_dict())
    fine, _, coarse = whole(inputs)
    selected = part(inputs)
    assert len(selected) == 2
    assert torch.equal(selected[0], coarse) and torch.equal(selected[1], fine)
