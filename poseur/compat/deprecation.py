"""Former names of arguments and values, accepted with a warning for one release."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec('P')
R = TypeVar('R')


def renamed_arguments(**new_names: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Accept keyword arguments of a function under their former names.

    Args:
        **new_names: For each former name the present one.

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


def renamed_value(what: str, value: str, **new_values: str) -> str:
    """Return the present name of a value that may be given by a former one.

    Args:
        what: Name of the setting, for the warning.
        value: The value as given.
        **new_values: For each former value the present one.
    """
    if value not in new_values:
        return value
    _warn(f'{what}={value!r}', repr(new_values[value]))
    return new_values[value]


def _warn(old: str, new: str) -> None:
    message = f'{old} is now called {new}; the former name goes in the next release.'
    warnings.warn(message, DeprecationWarning, stacklevel=4)
