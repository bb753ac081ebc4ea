"""Former names of arguments and values, accepted with a warning for one release."""

from __future__ import annotations

import functools
import sys
import warnings
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec('P')
R = TypeVar('R')

#: Packages between a user's code or tool and a renamed argument.
LIBRARIES = ('poseur', 'mmengine', 'mmpose', 'mmdet')


def renamed_arguments(**new_names: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Accept keyword arguments of a function under their former names.

    Args:
        **new_names: Current name of each former name.

    Returns:
        A decorator. The decorated function raises ``TypeError`` if an argument is given
        under both names.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            for old in new_names.keys() & kwargs.keys():
                new = new_names[old]
                if new in kwargs:
                    raise TypeError(
                        f'{function.__qualname__} got {old} and {new}, which are two '
                        f'names of one argument; keep {new}'
                    )
                _warn(f'the argument {old} of {function.__qualname__}', new)
                kwargs[new] = kwargs.pop(old)
            return function(*args, **kwargs)

        return call

    return decorate


def renamed_value(setting: str, value: str, **new_values: str) -> str:
    """Return the current name of a value that may be given by a former name.

    Args:
        setting: Name of the setting, for the warning.
        value: The value as given.
        **new_values: Current name of each former name.
    """
    if value not in new_values:
        return value
    _warn(f'{setting}={value!r}', repr(new_values[value]))
    return new_values[value]


def warn_without_effect(name: str, reason: str) -> None:
    """Warn of something that is accepted for one more release, but does nothing.

    Args:
        name: Its name.
        reason: Why it is not needed.
    """
    warnings.warn(
        f'{name} has no effect any more ({reason}); the next release removes it.',
        DeprecationWarning,
        stacklevel=_caller_level(),
    )


def _warn(old: str, new: str) -> None:
    message = f'{old} is now called {new}; the next release removes the former name.'
    warnings.warn(message, DeprecationWarning, stacklevel=_caller_level())


def _caller_level() -> int:
    """Return the ``stacklevel``, seen from the caller, of the nearest user code.

    Modules are mostly built from a config, deep inside the registries, so a fixed level
    would point into a library. Python also hides deprecation warnings that do not point
    at ``__main__``, such as a tool that reads the config.
    """
    frame, level = sys._getframe(1), 1
    while frame.f_back is not None and _in_library(frame.f_globals['__name__']):
        frame, level = frame.f_back, level + 1
    return level


def _in_library(module: str) -> bool:
    return module.partition('.')[0] in LIBRARIES
