"""Initialization from pretrained weights, checked key by key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mmengine.logging import print_log
from mmengine.model.weight_init import update_init_info
from mmengine.runner import CheckpointLoader
from mmpose.registry import WEIGHT_INITIALIZERS
from torch import Tensor, nn

from .errors import CheckpointMismatchError
from .keys import CONTAINERS, compare_keys, count
from .naming.rename import adapt_weights
from .selection import find_prefix, select

DOWNLOADS = 'docs/pretrained_backbones.md lists the addresses of all backbones.'


@WEIGHT_INITIALIZERS.register_module(name='Pretrained')
class PretrainedInit:
    """Initializer that loads a file, a URL or a model zoo name into a module.

    Configs of poseur use this in place of mmengine's initializer of the same name,
    which ignores keys that do not fit. Weights of torchvision, HRFormer and MAE are
    adapted, see :func:`~.naming.rename.adapt_weights`. Weights without a counterpart in
    the module, such as a classifier, are named in the log.

    Args:
        checkpoint: Path, URL or zoo name, such as ``torchvision://resnet50``.
        prefix: Use only keys that start with it, without the prefix. By default it is
            found, so that the file may hold a larger model, see
            :func:`~.selection.find_prefix`.
        map_location: Device of the loaded tensors.
        allow_missing: Whether the file may lack keys of the module; a string or a
            sequence of strings allows only keys that start so. At least one key must
            fit in any case.
        parts: Initialize only these children of the module, such as ``('backbone',
            'neck')`` of a whole model, from the parts of the same names in the file.
    """

    def __init__(
        self,
        checkpoint: str,
        prefix: str | None = None,
        map_location: str = 'cpu',
        allow_missing: bool | str | Sequence[str] = False,
        parts: str | Sequence[str] | None = None,
    ) -> None:
        self.checkpoint = checkpoint
        self.prefix = prefix
        self.map_location = map_location
        self.allow_missing = allow_missing
        self.parts = (parts,) if isinstance(parts, str) else parts

    def __call__(self, module: nn.Module) -> None:
        """Load the weights into a module.

        Raises:
            FileNotFoundError: If there is no such file.
            CheckpointMismatchError: If a key of the module is missing or has
                another shape, or if the prefix is ambiguous.
            ValueError: If the module lacks one of ``parts``.
        """
        target = self._target(module)
        given = self._read_weights()
        prefix = self._full_prefix(given, target)
        selected, others = select(given, prefix, self.parts)
        weights = adapt_weights(selected, module)
        report = compare_keys(target, weights)
        source = f'{self.checkpoint} (prefix {prefix!r})' if prefix else self.checkpoint
        name = self._name(module)
        facts = report.describe()
        if others:
            facts += f'; {count(others, "elsewhere in the file")}'
        if self._refused(report.missing) or report.reshaped or not report.matched:
            raise CheckpointMismatchError(
                f'Pretrained weights {source} do not fit {name}: {facts}. Use weights '
                'of this architecture, set prefix or parts to what the file has, or '
                'list the missing keys in allow_missing to keep their initial values.'
            )
        target.load_state_dict(weights, strict=False)
        print_log(f'{name} initialized from {source}: {facts}', logger='current')
        if hasattr(module, '_params_init_info'):
            update_init_info(
                module, init_info=f'PretrainedInit: load from {self.checkpoint}'
            )

    def _name(self, module: nn.Module) -> str:
        """Return the name of what is initialized, for messages."""
        whole = type(module).__name__
        return f'{" and ".join(self.parts)} of {whole}' if self.parts else whole

    def _target(self, module: nn.Module) -> nn.Module:
        """Return the module, or a module of its ``parts`` alone."""
        if self.parts is None:
            return module
        children = dict(module.named_children())
        absent = [part for part in self.parts if part not in children]
        if absent:
            raise ValueError(
                f'init_cfg of {type(module).__name__}: it has no '
                f'{" or ".join(absent)}, which parts names. Name some of '
                f'{", ".join(children)}.'
            )
        return nn.ModuleDict({part: children[part] for part in self.parts})

    def _full_prefix(self, weights: Mapping[str, Tensor], target: nn.Module) -> str:
        """Return the prefix with its final dot, found if none was given."""
        if self.prefix is None:
            return find_prefix(weights, target.state_dict(), self.checkpoint)
        return f'{self.prefix.rstrip(".")}.' if self.prefix else ''

    def _refused(self, missing: list[str]) -> list[str]:
        """Return the missing keys that ``allow_missing`` does not cover."""
        allowed = self.allow_missing
        if isinstance(allowed, bool):
            return [] if allowed else missing
        starts = (allowed,) if isinstance(allowed, str) else tuple(allowed)
        return [key for key in missing if not key.startswith(starts)]

    def _read_weights(self) -> dict[str, Tensor]:
        try:
            weights = CheckpointLoader.load_checkpoint(
                self.checkpoint, self.map_location
            )
        except FileNotFoundError as error:
            raise FileNotFoundError(f'{error} {DOWNLOADS}') from None
        for container in CONTAINERS:
            weights = weights.get(container, weights)
        return {key.removeprefix('module.'): weights[key] for key in weights}
