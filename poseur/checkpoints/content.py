"""The parts of a checkpoint, apart from its weights."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence

from .errors import CheckpointError


def with_revised_keys(checkpoint: dict, revise_keys: Sequence[tuple[str, str]]) -> dict:
    """Wrap bare weights as a checkpoint and rewrite the keys of the weights.

    Args:
        checkpoint (dict): A checkpoint, or the weights alone.
        revise_keys (Sequence[tuple[str, str]]): Regular expressions and what
            replaces them.

    Returns:
        dict: A checkpoint with ``state_dict``.
    """
    if not isinstance(checkpoint.get('state_dict'), dict):
        checkpoint = {'state_dict': checkpoint}
    weights = checkpoint['state_dict']
    metadata = getattr(weights, '_metadata', OrderedDict())
    for pattern, replacement in revise_keys:
        weights = OrderedDict(
            (re.sub(pattern, replacement, key), weights[key]) for key in weights
        )
    weights._metadata = metadata
    checkpoint['state_dict'] = weights
    return checkpoint


def require_training_state(checkpoint: dict, filename: str) -> None:
    """Refuse to resume from a checkpoint that holds weights only.

    Args:
        checkpoint (dict): The checkpoint.
        filename (str): Its file, for the message.

    Raises:
        CheckpointError: If progress, logs or optimizer are absent.
    """
    absent = [
        key for key in ('meta', 'message_hub', 'optimizer') if key not in checkpoint
    ]
    if absent:
        raise CheckpointError(
            f'Cannot resume from {filename}: it holds no {", ".join(absent)}. '
            'Resume from an epoch_N.pth file, or start a new run from these '
            'weights with load_from in the config.'
        )
