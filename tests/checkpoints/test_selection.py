from __future__ import annotations

import pytest
import torch

from poseur.checkpoints import CheckpointMismatchError
from poseur.checkpoints.selection import find_prefix, select

NAMES = {'conv1.weight', 'bn1.weight', 'layer1.0.conv1.weight', 'layer1.0.bn1.weight'}


def below(*prefixes: str) -> list[str]:
    return [f'{prefix}{name}' for prefix in prefixes for name in sorted(NAMES)]


@pytest.mark.parametrize(
    ('keys', 'prefix'),
    [
        (below(''), ''),
        (below('backbone.'), 'backbone.'),
        (below('pose.backbone.') + ['pose.head.conv1.weight'], 'pose.backbone.'),
        (below('ema.', ''), ''),
        (below('backbone.')[:-1] + below('head.')[:2], 'backbone.'),
        (['features.0.weight'], ''),
        ([], ''),
    ],
    ids=['alone', 'whole', 'nested', 'copy', 'incomplete', 'other names', 'empty'],
)
def test_prefix_of_most_names(keys: list[str], prefix: str) -> None:
    assert find_prefix(keys, NAMES, 'a.pth') == prefix


def test_two_models_in_one_file() -> None:
    keys = below('teacher.backbone.', 'student.backbone.')
    with pytest.raises(CheckpointMismatchError) as caught:
        find_prefix(keys, NAMES, 'two.pth')
    for part in ('two.pth has 4', 'teacher.backbone., student.backbone.', 'prefix'):
        assert part in str(caught.value)


def test_parts_below_a_prefix() -> None:
    names = ['pose.neck.a', 'pose.necks.a', 'pose.backbone.a.b', 'neck.a', 'pose.head']
    weights = {name: torch.full((1,), i) for i, name in enumerate(names)}
    selected, others = select(weights, 'pose.', ('backbone', 'neck'))
    assert selected == {'neck.a': weights[names[0]], 'backbone.a.b': weights[names[2]]}
    assert others == ['pose.necks.a', 'neck.a', 'pose.head']
    assert select(weights, '', None) == (weights, [])
