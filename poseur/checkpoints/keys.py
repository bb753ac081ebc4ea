"""Unwrapping, renaming and comparison of the keys of a state dict."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from torch import Tensor, nn

from .errors import CheckpointMismatchError

#: In the names of weights that only training needs; published files lack them.
TRAINING_ONLY = '.dense_supervision.'
#: Entries of a file that may hold the weights, the first one that is there; other files
#: are a bare state dict. PRTR's authors keep their best weights beside the last ones.
CONTAINERS = ('best_state_dict', 'state_dict', 'model')


def with_revised_keys(checkpoint: dict, revise_keys: Sequence[tuple[str, str]]) -> dict:
    """Wrap a bare state dict as a checkpoint and rewrite the keys of the weights.

    Args:
        checkpoint: Checkpoint or bare state dict.
        revise_keys: Regular expressions and their replacements.

    Returns:
        A checkpoint with ``state_dict``.
    """
    if not isinstance(checkpoint.get('state_dict'), dict):
        checkpoint = {'state_dict': checkpoint}
    weights = checkpoint['state_dict']
    for pattern, replacement in revise_keys:
        names = {key: re.sub(pattern, replacement, key) for key in weights}
        weights = with_new_names(weights, names)
    checkpoint['state_dict'] = weights
    return checkpoint


def with_new_names(
    weights: Mapping[str, Tensor], names: Mapping[str, str]
) -> OrderedDict[str, Tensor]:
    """Rename the keys of a state dict and keep its ``_metadata``.

    Args:
        weights: State dict.
        names: New name of each key.
    """
    renamed = OrderedDict((names[key], weights[key]) for key in weights)
    # As Module.state_dict does: versions of the modules, for load_state_dict.
    metadata = getattr(weights, '_metadata', OrderedDict())
    renamed._metadata = metadata  # type: ignore[attr-defined]
    return renamed


@dataclass(frozen=True)
class KeyReport:
    """Differences between a state dict and a model.

    Attributes:
        matched: Number of keys with equal name and shape.
        missing: Keys of the model that the state dict lacks.
        unexpected: Keys of the state dict that the model lacks.
        reshaped: Keys with unequal shapes, and both shapes.
    """

    matched: int
    missing: list[str]
    unexpected: list[str]
    reshaped: list[str]

    @property
    def exact(self) -> bool:
        """Whether the keys match one to one."""
        return not (self.missing or self.unexpected or self.reshaped)

    def describe(self, first: int = 5) -> str:
        """Return the counts and the first names of each kind of difference.

        Args:
            first: Maximum number of names of each kind.
        """
        lines = [f'{self.matched} keys fit']
        kinds = {
            'missing from the checkpoint': self.missing,
            'unknown to the model': self.unexpected,
            'of another shape': self.reshaped,
        }
        lines += [count(keys, kind, first) for kind, keys in kinds.items() if keys]
        return '; '.join(lines)


def count(keys: Sequence[str], kind: str, first: int = 5) -> str:
    """Return the number of some keys, what they are, and the names of the first."""
    more = ', ...' if len(keys) > first else ''
    return f'{len(keys)} {kind}: {", ".join(keys[:first])}{more}'


def compare_keys(model: nn.Module, state_dict: Mapping[str, Tensor]) -> KeyReport:
    """Compare a state dict with the state dict of a model.

    The counters ``num_batches_tracked`` of batch norm may be absent: files older than
    PyTorch 0.4.1 do not have them. So may weights that only training needs.
    """
    wanted = model.state_dict()
    missing = [
        key
        for key in wanted
        if key not in state_dict
        and not key.endswith('num_batches_tracked')
        and TRAINING_ONLY not in key
    ]
    unexpected = [key for key in state_dict if key not in wanted]
    shapes = {
        key: (_shape(state_dict[key]), _shape(wanted[key]))
        for key in wanted
        if key in state_dict
    }
    reshaped = [
        f'{key} ({given} in the checkpoint, {needed} in the model)'
        for key, (given, needed) in shapes.items()
        if given != needed
    ]
    return KeyReport(len(shapes) - len(reshaped), missing, unexpected, reshaped)


def require_exact(report: KeyReport, filename: str, fix: str) -> None:
    """Raise an error unless the keys match one to one.

    Args:
        report: The comparison.
        filename: The checkpoint, for the message.
        fix: Advice to the user, for the message.

    Raises:
        CheckpointMismatchError: If any key is missing, unknown or reshaped.
    """
    if not report.exact:
        raise CheckpointMismatchError(
            f'Checkpoint {filename} does not fit the model: {report.describe()}. {fix}'
        )


def _shape(value: object) -> tuple[int, ...] | str:
    return tuple(value.shape) if isinstance(value, Tensor) else type(value).__name__
