"""Compare the keys and shapes of a state dict with a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from torch import Tensor, nn

from .errors import CheckpointMismatchError


@dataclass(frozen=True)
class KeyReport:
    """How a state dict fits a model.

    Attributes:
        matched (int): Keys with equal name and shape.
        missing (list[str]): Keys of the model absent from the state dict.
        unexpected (list[str]): Keys of the state dict unknown to the model.
        reshaped (list[str]): Keys of unequal shape, with both shapes.
    """

    matched: int
    missing: list[str]
    unexpected: list[str]
    reshaped: list[str]

    @property
    def exact(self) -> bool:
        """Whether every key of either side has its partner."""
        return not (self.missing or self.unexpected or self.reshaped)

    def describe(self, first: int = 5) -> str:
        """List counts and the first names of each kind of mismatch.

        Args:
            first (int): How many names of a kind are listed. Defaults to 5.
        """
        lines = [f'{self.matched} keys fit']
        kinds = {
            'missing from the checkpoint': self.missing,
            'unknown to the model': self.unexpected,
            'of another shape': self.reshaped,
        }
        for kind, keys in kinds.items():
            if keys:
                more = ', ...' if len(keys) > first else ''
                lines.append(f'{len(keys)} {kind}: {", ".join(keys[:first])}{more}')
        return '; '.join(lines)


def compare_keys(model: nn.Module, state_dict: Mapping[str, Tensor]) -> KeyReport:
    """Compare a state dict with a model.

    BatchNorm's ``num_batches_tracked`` counters may be absent: files older
    than PyTorch 0.4.1 do not have them.

    Args:
        model (nn.Module): The model to be filled.
        state_dict (Mapping[str, Tensor]): The weights.

    Returns:
        KeyReport: What fits and what does not.
    """
    wanted = model.state_dict()
    missing = [
        key
        for key in wanted
        if key not in state_dict and not key.endswith('num_batches_tracked')
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
    """Refuse a checkpoint that does not fit a model key by key.

    Args:
        report (KeyReport): The comparison.
        filename (str): The checkpoint, for the message.
        fix (str): What the user can do, for the message.

    Raises:
        CheckpointMismatchError: If any key is missing, unknown or reshaped.
    """
    if not report.exact:
        raise CheckpointMismatchError(
            f'Checkpoint {filename} does not fit the model: {report.describe()}. {fix}'
        )


def _shape(value: object) -> tuple[int, ...] | str:
    return tuple(value.shape) if isinstance(value, Tensor) else type(value).__name__
