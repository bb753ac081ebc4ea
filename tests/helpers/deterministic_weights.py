"""Weights and inputs of the reference numbers, as functions of a name and a shape.

The reference numbers in ``tests/parity/data`` were computed from these weights. A
tensor depends on its name in the official code, its shape and its kind only: neither
PyTorch nor the order of calls has an influence.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

#: (part of a name, its end, kind), tried from the top; the first match applies.
SPECIAL_KINDS = (
    ('', 'num_batches_tracked', 'counter'),
    ('', 'relative_position_index', 'skip'),  # a buffer that the model computes
    ('', '_flow.mask', 'flow_mask'),
    ('', 'running_mean', 'bn_mean'),
    ('', 'running_var', 'bn_var'),
    (
        '',
        'transformer.fc_coord.linear.weight',
        'normal:0.2',
    ),  # its input is a unit vector
    ('', 'transformer.fc_coord.linear.bias', 'affine:0.5:0.15'),
    ('', 'transformer.fc_sigma.linear.bias', 'affine:-1.2:0.3'),
    ('fc_sigma_branches', 'linear.bias', 'affine:-1.2:0.3'),
    ('fc_sigma_branches', 'linear.weight', 'fan_in:0.5'),
    ('fc_coord_branches', '.4.weight', 'fan_in:0.6'),
    ('fc_coord_output_branches', '.4.weight', 'fan_in:0.1'),
    ('fc_coord_output_branches', '.4.bias', 'normal:0.01'),
    ('', 'sampling_offsets.weight', 'fan_in:0.5'),
    ('', 'sampling_offsets.bias', 'normal:1.5'),
    ('', 'value_proj_weight.weight', 'row_block:8:1.0'),  # [8*C, C/8], fan-in is C
    ('', 'value_proj_bias.weight', 'normal:0.05'),
    ('', 'keypoint_head.transformer.pos_embed.weight', 'normal:0.5'),
    ('', 'level_embeds', 'normal:0.3'),
)


def kind_of(key: str, shape: Sequence[int]) -> str:
    """Return how the values of a parameter are drawn, by its official name."""
    for part, end, kind in SPECIAL_KINDS:
        if part in key and key.endswith(end):
            return kind
    if key == 'backbone.pos_embed':
        return 'normal:0.2'
    if len(shape) == 4:
        return _kernel_kind(key, shape)
    # The last norm of a residual branch is damped, so that deep nets stay O(1).
    if key.endswith('.bn3.weight'):
        return 'affine:0.5:0.1'
    if key.endswith('.bn2.weight') and '.branches.' in key:  # HRNet's basic blocks
        return 'affine:0.2:0.05'
    if len(shape) == 2:
        return 'fan_in:1.0'
    if len(shape) == 1:
        return 'affine:1.0:0.1' if key.endswith('weight') else 'normal:0.05'
    raise ValueError(f'no rule for the parameter {key} of shape {tuple(shape)}')


def _kernel_kind(key: str, shape: Sequence[int]) -> str:
    if 'deconv_layers' in key:
        return 'deconv:1.4'
    if shape[1] <= 3:
        return 'fan_in:1.2'
    return 'centered_fan_in:0.45' if 'fuse_layers' in key else 'centered_fan_in:1.4'


def det_tensor(key: str, shape: Sequence[int], kind: str | None = None) -> np.ndarray:
    """Return the tensor of a name, float32 or, for counters, int64.

    Args:
        key: Name, which seeds the random numbers.
        shape: Shape of the tensor.
        kind: Distribution and its numbers, separated by colons. Defaults to
            :func:`kind_of`.
    """
    shape = tuple(int(size) for size in shape)
    kind = kind or kind_of(key, shape)
    if kind == 'counter':
        return np.zeros(shape, np.int64)
    if kind == 'flow_mask':
        return np.array([[0, 1], [1, 0]] * 3, np.float32)
    rng = _generator(key)
    if kind == 'bn_mean':
        return (0.05 * rng.standard_normal(shape)).astype(np.float32)
    if kind == 'bn_var':
        return (0.5 + rng.random(shape)).astype(np.float32)
    name, *numbers = kind.split(':')
    values = _draw(name, [float(number) for number in numbers], shape, rng)
    return values.astype(np.float32)


def _draw(
    name: str, numbers: list[float], shape: tuple[int, ...], rng: np.random.Generator
) -> np.ndarray:
    noise = rng.standard_normal(shape)  # drawn first, whether it is used or not
    first, second = (*numbers, 0.0)[:2]
    if name == 'normal':
        return first * noise
    if name == 'affine':
        return first + second * noise
    if name == 'fan_in':
        return first / math.sqrt(np.prod(shape[1:])) * noise
    if name == 'centered_fan_in':  # over the input channels
        noise = noise - noise.mean(axis=1, keepdims=True)
        return first / math.sqrt(np.prod(shape[1:])) * noise
    if name == 'deconv':  # [in, out, k, k] with stride 2
        noise = noise - noise.mean(axis=0, keepdims=True)
        return first / math.sqrt(shape[0] * shape[2] * shape[3] / 4.0) * noise
    if name == 'row_block':
        return second / math.sqrt(shape[0] / first) * noise
    if name == 'uniform':
        return first + (second - first) * rng.random(shape)
    raise ValueError(f'no distribution is called {name}')


def make_state_dict(
    keys: Iterable[tuple[str, Sequence[int]]], kinds: Mapping[str, str] | None = None
) -> dict[str, np.ndarray]:
    """Return the tensors of all names but those of buffers that a model computes.

    Args:
        keys: Names and shapes.
        kinds: Distributions of some of them, which replace those of :func:`kind_of`.
    """
    return {
        key: det_tensor(key, shape, (kinds or {}).get(key))
        for key, shape in keys
        if kind_of(key, shape) != 'skip'
    }


def det_image(count: int, height: int, width: int, tag: str = 'image') -> np.ndarray:
    """Return normalized images ``[count, 3, height, width]`` of waves and one blob.

    Every channel has mean 0 and standard deviation 1.
    """
    y, x = np.meshgrid(
        (np.arange(height) + 0.5) / height,
        (np.arange(width) + 0.5) / width,
        indexing='ij',
    )
    images = np.zeros((count, 3, height, width))
    for index in range(count):
        for channel in range(3):
            plane = _waves(_generator(f'{tag}/{index}/{channel}'), x, y)
            images[index, channel] = (plane - plane.mean()) / plane.std()
    return images.astype(np.float32)


def _waves(rng: np.random.Generator, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    plane = np.zeros(x.shape)
    for _ in range(10):
        frequency_x, frequency_y = rng.uniform(-9, 9, 2)
        phase, amplitude = rng.uniform(0, 2 * np.pi), rng.uniform(0.3, 1.0)
        angle = 2 * np.pi * (frequency_x * x + frequency_y * y) + phase
        plane += amplitude * np.sin(angle)
    center_x, center_y = rng.uniform(0.2, 0.8, 2)
    distance = (x - center_x) ** 2 + (y - center_y) ** 2
    return plane + 3.0 * np.exp(-distance / (2 * 0.12**2))


def _generator(key: str) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(zlib.crc32(key.encode())))
