"""Initialise a module from pretrained weights, checked key by key."""

from __future__ import annotations

from mmengine.logging import print_log
from mmengine.model.weight_init import update_init_info
from mmengine.runner import CheckpointLoader
from mmpose.registry import WEIGHT_INITIALIZERS
from torch import nn

from poseur.compat.torchvision_weights import convert_mobilenet_v2, is_mobilenet_v2

from .checkpoint import CheckpointMismatchError, compare_keys


@WEIGHT_INITIALIZERS.register_module(name='Pretrained')
class PretrainedInit:
    """Fill a module from a file, a URL or a model zoo name.

    Within poseur's configs this takes the place of mmengine's initializer of
    the same name, which passes over keys that do not fit. torchvision's
    MobileNetV2 is brought to mmpose's key names. Weights that the module has
    no place for, like a classifier, are named in the log.

    Args:
        checkpoint (str): The source, e.g. ``torchvision://resnet50``.
        prefix (str | None): Use only keys that start with this prefix, which
            is stripped. Defaults to None.
        map_location (str): Where tensors are put. Defaults to ``'cpu'``.
        allow_missing (bool): Whether the source may lack keys of the module.
            Some keys must fit even so. Defaults to False.
    """

    def __init__(
        self,
        checkpoint: str,
        prefix: str | None = None,
        map_location: str = 'cpu',
        allow_missing: bool = False,
    ):
        self.checkpoint = checkpoint
        self.prefix = prefix
        self.map_location = map_location
        self.allow_missing = allow_missing

    def __call__(self, module: nn.Module) -> None:
        """Load the weights.

        Args:
            module (nn.Module): The module to fill.

        Raises:
            CheckpointMismatchError: If a key of the module is missing or has
                another shape.
        """
        weights = self._read_weights()
        report = compare_keys(module, weights)
        refused = report.missing and not self.allow_missing
        if refused or report.reshaped or not report.matched:
            raise CheckpointMismatchError(
                f'Pretrained weights {self.checkpoint} (prefix {self.prefix!r}) do '
                f'not fit {type(module).__name__}: {report.describe()}. Use weights '
                'of this architecture, set prefix to the part to load, or set '
                'allow_missing=True to initialise missing keys at random.'
            )
        module.load_state_dict(weights, strict=False)
        print_log(
            f'{type(module).__name__} initialised from {self.checkpoint}: '
            f'{report.describe()}',
            logger='current',
        )
        if hasattr(module, '_params_init_info'):
            update_init_info(
                module, init_info=f'PretrainedInit: load from {self.checkpoint}'
            )

    def _read_weights(self) -> dict:
        checkpoint = CheckpointLoader.load_checkpoint(
            self.checkpoint, self.map_location
        )
        weights = checkpoint.get('state_dict', checkpoint)
        weights = {key.removeprefix('module.'): weights[key] for key in weights}
        if self.prefix is not None:
            prefix = self.prefix.rstrip('.') + '.'
            weights = {
                key[len(prefix) :]: value
                for key, value in weights.items()
                if key.startswith(prefix)
            }
        if is_mobilenet_v2(weights):
            weights = convert_mobilenet_v2(weights)
        return weights
