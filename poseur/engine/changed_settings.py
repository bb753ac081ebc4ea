"""Settings of a resumed run that differ from those of its checkpoint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

#: Entries of schedulers that are progress, or follow from other settings.
PROGRESS = {'last_step', '_global_step', '_last_value', 'base_values', 'verbose'}
MOST_VALUES = 3


def changed_settings(
    optimizer: Mapping, schedulers: Sequence | Mapping, checkpoint: Mapping
) -> list[str]:
    """Describe the settings of optimizer and schedules that a checkpoint replaces.

    Args:
        optimizer: State of the optimizer that the config describes.
        schedulers: States of its schedulers, by optimizer if there are several.
        checkpoint: The checkpoint, with ``optimizer`` and ``param_schedulers``.

    Returns:
        One entry for each setting: name, value in the checkpoint, value in the config.
    """
    lines = list(_changes_of_optimizer(optimizer, checkpoint['optimizer']))
    saved = checkpoint.get('param_schedulers')
    if saved is not None:
        lines += _changes_of_schedulers(schedulers, saved)
    return lines


def _changes_of_optimizer(ours: Mapping, theirs: Mapping) -> Iterator[str]:
    if 'param_groups' not in ours:  # several optimizers
        for name in ours.keys() & theirs.keys():
            lines = _changes_of_optimizer(ours[name], theirs[name])
            yield from (f'{name}.{line}' for line in lines)
        return
    changes: dict[str, dict[str, None]] = {}
    for our, their in zip(ours['param_groups'], theirs['param_groups'], strict=False):
        for key in _settings(our).keys() & _settings(their).keys():
            if _settings(our)[key] != _settings(their)[key]:
                pair = _pair(_settings(their)[key], _settings(our)[key])
                changes.setdefault(key, {})[pair] = None
    for key in sorted(changes):
        pairs = list(changes[key])
        more = ', ...' if len(pairs) > MOST_VALUES else ''
        yield f'optimizer.{key} {", ".join(pairs[:MOST_VALUES])}{more}'


def _settings(group: Mapping) -> dict[str, Any]:
    """Return the settings of a parameter group, without what a schedule changes."""
    settings = {key: group[key] for key in group if key != 'params'}
    settings['lr'] = settings.pop('initial_lr', settings.get('lr'))
    return settings


def _changes_of_schedulers(
    ours: Sequence | Mapping, theirs: Sequence | Mapping
) -> Iterator[str]:
    if isinstance(ours, Mapping):
        for name in ours.keys() & set(theirs):
            lines = _changes_of_schedulers(ours[name], theirs[name])
            yield from (f'{name}.{line}' for line in lines)
        return
    if len(ours) != len(theirs):
        yield f'number of param_scheduler {_pair(len(theirs), len(ours))}'
    for index, (our, their) in enumerate(zip(ours, theirs, strict=False)):
        for key in sorted((our.keys() & their.keys()) - PROGRESS):
            if our[key] != their[key]:
                name = f'param_scheduler[{index}].{key}'
                yield f'{name} {_pair(their[key], our[key])}'


def _pair(saved: Any, configured: Any) -> str:
    return f'{_text(saved)} (config: {_text(configured)})'


def _text(value: Any) -> str:
    """Return a value as text; milestones are kept as counts by iteration."""
    return str(sorted(value)) if isinstance(value, Mapping) else str(value)
