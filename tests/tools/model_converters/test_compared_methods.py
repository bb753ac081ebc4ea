"""Checkpoints of the authors of TransPose and TokenPose, by the command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from poseur.checkpoints import load_file
from tests.helpers.seed_systems import key_shapes

pytestmark = pytest.mark.slow
BASELINES = 'configs/baselines/coco/td-hm_'
TRANSPOSE = f'{BASELINES}transpose-h-a6_4xb14-240e_coco-256x192_official.py'
TOKENPOSE = f'{BASELINES}tokenpose-s-v1_4xb32-300e_coco-256x192_official.py'
POSEUR = 'configs/poseur/coco/td-reg_poseur-hrnet-w48_8xb32-325e_coco-384x288.py'


def sine_map(rows: int, columns: int, channels: int) -> torch.Tensor:
    """Return the position map of the authors' code ``[rows * columns, channels]``."""
    frequency = 10000 ** (-2 * torch.arange(channels // 4) / (channels / 2))
    row, column = torch.meshgrid(
        torch.arange(1, rows + 1), torch.arange(1, columns + 1), indexing='ij'
    )
    parts = []
    for index, size in ((row, rows), (column, columns)):
        phase = 2 * torch.pi * index.flatten() / (size + 1e-6)
        phase = phase[:, None] * frequency
        parts.append(torch.stack([phase.sin(), phase.cos()], -1).flatten(1))
    return torch.cat(parts, dim=1)


@pytest.fixture
def source(shared_dir: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Writer of a checkpoint with an official model's names: numbered weights."""

    def write(name: str) -> Path:
        shapes = key_shapes(shared_dir / 'golden/seed_systems', name)
        state = {
            key: torch.full(shape, index / 1000)
            for index, (key, shape) in enumerate(shapes.items())
        }
        place = next(key for key in shapes if key.endswith('pos_embedding'))
        grid = (64, 48) if name.startswith('transpose') else (16, 16)
        position = sine_map(*grid, shapes[place][-1])
        state[place] = position.reshape(shapes[place])
        torch.save(state, tmp_path / 'source.pth')
        return tmp_path / 'source.pth'

    return write


@pytest.mark.parametrize(
    ('name', 'config', 'model', 'used'),
    [
        (
            'transpose_h_a6_256x192',
            TRANSPOSE,
            'TransPose on HRNet of width 48 to stage 3 with 17 keypoints and 6 encoder '
            'layers of 96 channels',
            1005,
        ),
        (
            'tokenpose_s_v1_256x192',
            TOKENPOSE,
            "TokenPose on HRNet's stem with 17 keypoints and 12 encoder layers of 192 "
            'channels',
            233,
        ),
    ],
)
def test_every_key_is_accounted_for(
    name, config, model, used, source, convert, repo_root, tmp_path
) -> None:
    target = tmp_path / 'target.pth'
    lines = convert(source(name), target, '--config', repo_root / config).splitlines()
    assert model in lines
    assert f'used: {used}' in lines
    assert 'unused: 1' in lines
    assert any('which the model computes' in line for line in lines)
    assert 'missing: 0' in lines
    weights = load_file(str(target))['state_dict']
    values = {float(value.flatten()[0]) for value in weights.values()}
    assert len(weights) == used
    assert len(values) > 0.8 * used  # counters are whole numbers, all zero or one


def test_configs_of_another_family(source, refusal, repo_root, tmp_path) -> None:
    path, target = source('transpose_h_a6_256x192'), tmp_path / 'target.pth'
    held = 'It holds TransPose on HRNet of width 48 to stage 3 with 17 keypoints'
    message = refusal(path, target, '--config', repo_root / TOKENPOSE)
    assert held in message
    assert "is TokenPose on HRNet's stem with 17 keypoints and 12 encoder" in message
    message = refusal(path, target, '--config', repo_root / POSEUR)
    assert held in message
    assert 'is HRNet of width 48 with 17 keypoints and 6 decoder layers' in message
    assert not target.exists()
