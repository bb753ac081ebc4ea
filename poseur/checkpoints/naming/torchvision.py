"""Parameter names of torchvision's MobileNetV2, renamed to mmpose's."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor

BLOCKS_PER_LAYER = (1, 2, 3, 4, 3, 3, 1)
LAST_BLOCK = sum(BLOCKS_PER_LAYER)
PARTS = {'0': 'conv', '1': 'bn'}


def is_mobilenet_v2(weights: Mapping[str, Tensor]) -> bool:
    """Return whether a state dict is that of torchvision's MobileNetV2."""
    return {'features.0.0.weight', 'features.1.conv.0.0.weight'} <= weights.keys()


def convert_mobilenet_v2(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Rename the keys of torchvision's MobileNetV2 to mmpose's.

    torchvision numbers the blocks consecutively and holds convolution, normalization
    and activation of a block in one sequence; mmpose groups blocks of equal resolution
    into layers and names the parts. The keys of the classifier keep their names.

    Args:
        weights: torchvision's state dict.

    Returns:
        The same tensors with mmpose's names.
    """
    return {_rename(key): tensor for key, tensor in weights.items()}


def _rename(key: str) -> str:
    if not key.startswith('features.'):
        return key
    index, *place, parameter = key.removeprefix('features.').split('.')
    block = int(index)
    if block == 0:
        return f'conv1.{PARTS[place[0]]}.{parameter}'
    if block > LAST_BLOCK:
        return f'conv2.{PARTS[place[0]]}.{parameter}'
    return f'{_layer(block)}.conv.{_unit(block, place[1:])}.{parameter}'


def _layer(block: int) -> str:
    """Return mmpose's name of a block with torchvision's number, from 1."""
    position = block - 1
    layer = 0
    while position >= BLOCKS_PER_LAYER[layer]:
        position -= BLOCKS_PER_LAYER[layer]
        layer += 1
    return f'layer{layer + 1}.{position}'


def _unit(block: int, place: list[str]) -> str:
    """Return the name of a part inside a block; only the last unit is not nested."""
    if len(place) == 2:
        return f'{place[0]}.{PARTS[place[1]]}'
    projection = 1 if block == 1 else 2
    return f'{projection}.{"conv" if int(place[0]) == projection else "bn"}'
