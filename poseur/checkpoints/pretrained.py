"""Initialize a module from pretrained weights, checked key by key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mmengine.logging import print_log
from mmengine.model.weight_init import update_init_info
from mmengine.runner import CheckpointLoader
from mmpose.registry import WEIGHT_INITIALIZERS
from torch import Tensor, nn

from .errors import CheckpointMismatchError
from .keys import compare_keys
from .naming.hrformer import convert_hrformer, is_original_hrformer
from .naming.mae import convert_mae_vit, is_mae_vit
from .naming.torchvision import convert_mobilenet_v2, is_mobilenet_v2

#: Where files keep their weights; others are the state dict itself.
CONTAINERS = ('state_dict', 'model')
WHERE_FROM = (
    'docs/pretrained_backbones.md lists where the weights of every backbone come from.'
)


@WEIGHT_INITIALIZERS.register_module(name='Pretrained')
class PretrainedInit:
    """Fill a module from a file, a URL or a model zoo name.

    Within poseur's configs this takes the place of mmengine's initializer of
    the same name, which passes over keys that do not fit. Files of other
    origin are adapted, see :func:`adapt_weights`. Weights that the module has
    no place for, like a classifier, are named in the log.

    Args:
        checkpoint (str): The source, e.g. ``torchvision://resnet50``.
        prefix (str | None): Use only keys that start with this prefix, which
            is stripped. Defaults to None.
        map_location (str): Where tensors are put. Defaults to ``'cpu'``.
        allow_missing (bool | str | Sequence[str]): Whether the source may lack
            keys of the module, or how the names of those that it may lack
            start. Some keys must fit even so. Defaults to False.
    """

    def __init__(
        self,
        checkpoint: str,
        prefix: str | None = None,
        map_location: str = 'cpu',
        allow_missing: bool | str | Sequence[str] = False,
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
                'of this architecture, set prefix to the part to load, or name '
                'missing keys in allow_missing to leave them as they start.'
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
        """Those of the missing keys that may not be missing."""
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
            raise FileNotFoundError(f'{error} {WHERE_FROM}') from None
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


def adapt_weights(
    weights: Mapping[str, Tensor], module: nn.Module
) -> Mapping[str, Tensor]:
    """Bring weights of torchvision, HRFormer and MAE to the names and shapes here.

    Args:
        weights (Mapping[str, Tensor]): Weights of any origin.
        module (nn.Module): The module they are for; a ViT has a ``grid`` of
            patches.

    Returns:
        Mapping[str, Tensor]: The adapted weights; the same where nothing is to do.
    """
    if is_mobilenet_v2(weights):
        return convert_mobilenet_v2(weights)
    if is_original_hrformer(weights):
        return convert_hrformer(weights)
    if is_mae_vit(weights) and hasattr(module, 'grid'):
        return convert_mae_vit(weights, module.grid)
    return weights
