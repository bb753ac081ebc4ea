from __future__ import annotations

import pytest
import torch
from mmengine.registry import init_default_scope
from mmpose.models.backbones import HRNet

from poseur.models import ShortHRNet

WIDTHS = (4, 8, 16, 32)


def extra() -> dict:
    """Return the branches of a narrow HRNet."""
    stages = {'stage1': stage(1, 'BOTTLENECK', (4,))}
    for count in (2, 3, 4):
        stages[f'stage{count}'] = stage(count, 'BASIC', WIDTHS[:count])
    return stages


def stage(branches: int, block: str, widths: tuple[int, ...]) -> dict:
    return dict(
        num_modules=2 if branches > 2 else 1,
        num_branches=branches,
        block=block,
        num_blocks=(1,) * branches,
        num_channels=widths,
    )


@pytest.fixture(autouse=True)
def scope() -> None:
    init_default_scope('mmpose')


@pytest.fixture
def image() -> torch.Tensor:
    return torch.randn(1, 3, 64, 96)


@pytest.mark.parametrize(('stages', 'channels'), [(1, 16), (2, 4), (3, 4)])
def test_every_parameter_reaches_the_map(stages, channels, image) -> None:
    model = ShortHRNet(extra(), num_stages=stages)
    (fine,) = model(image)
    assert fine.shape == (1, channels, 16, 24)
    fine.sum().backward()
    assert [n for n, p in model.named_parameters() if p.grad is None] == []


@pytest.mark.parametrize('stages', [1, 2, 3])
def test_the_map_is_that_of_the_whole_network(stages, image) -> None:
    whole, short = HRNet(extra()), ShortHRNet(extra(), num_stages=stages)
    whole.eval()
    short.eval()
    wanted, given = short.state_dict(), whole.state_dict()
    short.load_state_dict({key: given[key] for key in wanted})
    outputs = {}
    name = 'layer1' if stages == 1 else f'stage{stages}'
    whole.get_submodule(name).register_forward_hook(
        lambda module, inputs, output: outputs.update(found=output)
    )
    with torch.no_grad():
        whole(image)
        (fine,) = short(image)
    expected = outputs['found'] if stages == 1 else outputs['found'][0]
    torch.testing.assert_close(fine, expected)


def test_all_four_stages_are_those_of_hrnet() -> None:
    with pytest.raises(ValueError, match='num_stages=4 .* use HRNet'):
        ShortHRNet(extra(), num_stages=4)
