"""Initialization from pretrained weights, checked key by key."""

from __future__ import annotations

from collections.abc import Sequence

from mmengine.logging import print_log
from mmengine.model.weight_init import update_init_info
from mmengine.runner import CheckpointLoader
from mmpose.registry import WEIGHT_INITIALIZERS
from torch import Tensor, nn

from .errors import CheckpointMismatchError
from .keys import CONTAINERS, compare_keys
from .naming.rename import adapt_weights

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
        prefix: If given, only keys that start with it are used, without the prefix.
        map_location: Device of the loaded tensors.
        allow_missing: Whether the file may lack keys of the module; a string or a
            sequence of strings allows only keys that start so. At least one key must
            fit in any case.
    """

    def __init__(
        self,
        checkpoint: str,
        prefix: str | None = None,
        map_location: str = 'cpu',
        allow_missing: bool | str | Sequence[str] = False,
    ) -> None:
        self.checkpoint = checkpoint
        self.prefix = prefix
        self.map_location = map_location
        self.allow_missing = allow_missing

    def __call__(self, module: nn.Module) -> None:
        """Load the weights into a module.

        Raises:
            FileNotFoundError: If there is no such file.
            CheckpointMismatchError: If a key of the module is missing or has
                another shape.
        """
        weights = adapt_weights(self._read_weights(), module)
        report = compare_keys(module, weights)
        if self._refused(report.missing) or report.reshaped or not report.matched:
            raise CheckpointMismatchError(
                f'Pretrained weights {self.checkpoint} (prefix {self.prefix!r}) do '
                f'not fit {type(module).__name__}: {report.describe()}. Use weights '
                'of this architecture, set prefix to the part to load, or list the '
                'missing keys in allow_missing to keep their initial values.'
            )
        module.load_state_dict(weights, strict=False)
        print_log(
            f'{type(module).__name__} initialized from {self.checkpoint}: '
            f'{report.describe()}',
            logger='current',
        )
        if hasattr(module, '_params_init_info'):
            update_init_info(
                module, init_info=f'PretrainedInit: load from {self.checkpoint}'
            )

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
        weights = {key.removeprefix('module.'): weights[key] for key in weights}
        if self.prefix is not None:
            prefix = self.prefix.rstrip('.') + '.'
            weights = {
                key[len(prefix) :]: value
                for key, value in weights.items()
                if key.startswith(prefix)
            }
        return weights
