"""Layer-wise decay of the learning rate of a ViT."""

from __future__ import annotations

import re

from mmpose.registry import OPTIM_WRAPPER_CONSTRUCTORS
from torch import nn

from .merged_groups_constructor import MergedGroupsConstructor

EMBEDDING = re.compile(r'backbone\.(pos_embed|cls_token|patch_embed\.)')
BLOCK = re.compile(r'backbone\.(?:blocks|layers)\.(\d+)\.')


@OPTIM_WRAPPER_CONSTRUCTORS.register_module()
class LayerDecayConstructor(MergedGroupsConstructor):
    """Constructor that scales the learning rate of block ``i`` by ``rate ** (n - i)``.

    ``n`` is the number of blocks. The embeddings are one step below block 0; the last
    norm, the neck and the head learn at the full rate. ``custom_keys`` and the other
    multipliers of mmengine's ``paramwise_cfg`` apply in addition. Unlike in mmpose's
    layer decay, weight decay is not changed: it applies to biases and norms too, as in
    the official runs.

    Args:
        optim_wrapper_cfg: Config of the optimizer wrapper.
        paramwise_cfg: Has ``num_layers``, the number of blocks ``n``, and
            ``layer_decay_rate``, between 0 and 1.

    Raises:
        ValueError: If ``num_layers`` or ``layer_decay_rate`` is missing, or the
            backbone has another number of blocks.
    """

    def __init__(
        self, optim_wrapper_cfg: dict, paramwise_cfg: dict | None = None
    ) -> None:
        paramwise_cfg = paramwise_cfg or {}
        missing = {'num_layers', 'layer_decay_rate'} - paramwise_cfg.keys()
        if missing:
            raise ValueError(
                f'LayerDecayConstructor needs {" and ".join(sorted(missing))} in '
                'optim_wrapper.paramwise_cfg'
            )
        self.num_layers = paramwise_cfg['num_layers']
        self.layer_decay_rate = paramwise_cfg['layer_decay_rate']
        super().__init__(optim_wrapper_cfg, paramwise_cfg)

    def adjust_groups(self, groups: list[dict], model: nn.Module) -> None:
        """Multiply the learning rates of the backbone's blocks."""
        names = {id(parameter): name for name, parameter in model.named_parameters()}
        depths = [self._depth(names[id(group['params'][0])]) for group in groups]
        blocks = {depth for depth in depths if 1 <= depth <= self.num_layers}
        if len(blocks) != self.num_layers:
            raise ValueError(
                f'optim_wrapper.paramwise_cfg.num_layers={self.num_layers}, but '
                f'{len(blocks)} blocks of these numbers have parameters in the backbone'
            )
        for group, depth in zip(groups, depths, strict=True):
            scale = self.layer_decay_rate ** (self.num_layers + 1 - depth)
            group['lr'] = group.get('lr', self.base_lr) * scale

    def _depth(self, name: str) -> int:
        """Return 0 for embeddings, ``i + 1`` for block ``i``, ``n + 1`` for others."""
        if EMBEDDING.match(name):
            return 0
        block = BLOCK.match(name)
        if block is None:
            return self.num_layers + 1
        if int(block[1]) >= self.num_layers:
            raise ValueError(
                f'{name} is beyond optim_wrapper.paramwise_cfg.num_layers='
                f'{self.num_layers}; set it to the number of blocks of the backbone'
            )
        return int(block[1]) + 1
