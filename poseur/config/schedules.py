"""Schedules of the learning rate, compared with the length of the training."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

#: Beginnings of the types that change the rate until their end, and then keep it.
DECAYS = ('CosineAnnealing', 'Poly', 'OneCycle')


def schedule_problems(
    schedulers: Mapping | Sequence[Mapping] | None, max_epochs: int, max_iters: int
) -> Iterator[str]:
    """Yield which parts of the schedules a training of this length does not reach.

    Args:
        schedulers: ``param_scheduler`` of a config.
        max_epochs: Epochs of the training; 1 if it counts iterations only.
        max_iters: Iterations of the training.

    Yields:
        Sentences with keys, values and what to set.
    """
    if isinstance(schedulers, Mapping):
        schedulers = [schedulers]
    steps = [each for each in schedulers or () if isinstance(each, Mapping)]
    for index, step in enumerate(steps):
        by_epoch = step.get('by_epoch', True)
        length = max_epochs if by_epoch else max_iters
        unit = 'epochs' if by_epoch else 'iterations'
        name = f'param_scheduler.{index}'
        for problem in _problems(step, name, length, f'{length} {unit} of training'):
            yield f'{name} ({step.get("type")}): {problem}'
        if length > _end(step, length) and _is_last(step, steps):
            yield (
                f'{name} ({step.get("type")}): it ends after {_end(step, length)} of '
                f'{length} {unit}, and nothing follows. Set {name}.{_end_key(step)}='
                f'{length}.'
            )


def _problems(
    step: Mapping[str, Any], name: str, length: int, training: str
) -> Iterator[str]:
    """Yield what one schedule does not reach in ``length`` epochs or iterations."""
    begin = step.get('begin', 0)
    if begin >= length:
        yield f'begin={begin} is not reached in {training}. Lower {name}.begin.'
    elif 'milestones' in step:
        late = [each for each in step['milestones'] if begin + each >= length]
        if late:
            yield (
                f'milestones {late} are not reached in {training}, so that the rate '
                f'does not drop there. Set {name}.milestones{_shares(step, length)}, '
                'or train longer.'
            )
    elif 'step_size' in step:
        if begin + step['step_size'] >= length:
            yield (
                f'step_size={step["step_size"]} is not reached in {training}, so that '
                f'the rate never drops. Lower {name}.step_size.'
            )
    elif _end(step, length) > length:
        key = _end_key(step)
        yield (
            f'{key}={step[key]} lies after {training}, so that the rate does not reach '
            f'its last value. Set {name}.{key}={length} or less.'
        )


def _shares(step: Mapping[str, Any], length: int) -> str:
    """Return milestones at the same shares of the training as those of a step."""
    scaled = [each * length // step.get('end', length) for each in step['milestones']]
    if min(scaled) > 0 and max(scaled) < length:
        return f'="{scaled}"'.replace(' ', '')
    return f' below {length}'


def _end_key(step: Mapping[str, Any]) -> str:
    """Return the key of the end of a schedule."""
    keys = ('T_max', 'total_steps')
    return next((key for key in keys if step.get(key) is not None), 'end')


def _end(step: Mapping[str, Any], default: int) -> int:
    """Return the epoch or iteration at which a schedule has done its change."""
    key = _end_key(step)
    begin = 0 if key == 'end' else step.get('begin', 0)
    return begin + step.get(key, default)


def _is_last(step: Mapping[str, Any], steps: Sequence[Mapping]) -> bool:
    """Return whether a schedule that keeps its last value is the last to begin."""
    begins = [each.get('begin', 0) for each in steps if _unit(each) == _unit(step)]
    return str(step.get('type')).startswith(DECAYS) and max(begins) <= step.get(
        'begin', 0
    )


def _unit(step: Mapping[str, Any]) -> bool:
    return step.get('by_epoch', True)
