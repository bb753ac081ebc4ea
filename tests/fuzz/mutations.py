"""Mutations of nested values."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 3, 0.5, -0.0, 2**31, 2**63, 2**70, 10**400, 1e308,
    -1e6, 1e-320, float('nan'), float('inf'), '', ' ', '1', '0.5', 'nan', 'person',
    'é漢字', '\ud800', 'a\0b', '../x', 'a\nb', 'x' * 5000, [], [[]], [1, 2],
    [0] * 9, ['x'] * 9, [1, 2, 3, 4], [0, 0, 0, 0], [None] * 4, [1e308] * 4,
    [10**400] * 9, [5, 5, 2] * 3, [5, 5, True] * 3, {}, {'id': 1}, {'': None},
)  # fmt: skip
Place = tuple[Any, Any]  # a dictionary or list, and a key or index of it


def places(tree: Any) -> list[Place]:
    """Return all places of a nested value, parents first."""
    if not isinstance(tree, dict | list):
        return []
    keys = list(tree) if isinstance(tree, dict) else range(len(tree))
    return [each for key in keys for each in ((tree, key), *places(tree[key]))]


def any_place(tree: Any, rng: random.Random) -> Place:
    """Return a place at a random depth, so that short lists count as much as long."""
    node, key = rng.choice([(n, k) for n, k in places(tree) if n is tree])
    while isinstance(node[key], dict | list) and node[key] and rng.random() < 0.75:
        node = node[key]
        key = rng.choice(list(node) if isinstance(node, dict) else range(len(node)))
    return node, key


def replace(tree: Any, rng: random.Random) -> None:
    node, key = any_place(tree, rng)
    node[key] = copy.deepcopy(rng.choice(VALUES))


def retype(tree: Any, rng: random.Random) -> None:
    """Write a number as text, a text as number, a list as dictionary, and so on."""
    node, key = any_place(tree, rng)
    value = node[key]
    if isinstance(value, dict):
        node[key] = list(value.values())
    elif isinstance(value, list):
        node[key] = {str(index): each for index, each in enumerate(value)}
    elif isinstance(value, str):
        node[key] = rng.choice([int.from_bytes(value[:6].encode(), 'big'), [value]])
    elif value is not None:
        node[key] = rng.choice([str(value), float(value), bool(value), [value]])


def delete(tree: Any, rng: random.Random) -> None:
    node, key = any_place(tree, rng)
    del node[key]


def duplicate(tree: Any, rng: random.Random) -> None:
    """Repeat an item of a list, or give a value a second key."""
    node, key = any_place(tree, rng)
    if isinstance(node, list):
        node.insert(rng.randrange(len(node) + 1), copy.deepcopy(node[key]))
    else:
        node[f'{key}_copy' if isinstance(key, str) else len(node)] = node[key]


def swap_siblings(tree: Any, rng: random.Random) -> None:
    node, key = any_place(tree, rng)
    keys = list(node) if isinstance(node, dict) else range(len(node))
    other = rng.choice(keys)
    node[key], node[other] = node[other], node[key]


def swap_entries(tree: Any, rng: random.Random) -> None:
    """Swap the values of one key between two entries."""
    node, key = any_place(tree, rng)
    others = [each for each, name in places(tree) if name == key and each is not node]
    if others and not isinstance(node[key], dict | list):
        other = rng.choice(others)
        node[key], other[key] = other[key], node[key]


def copy_elsewhere(tree: Any, rng: random.Random) -> None:
    """Put a copy of one value at the place of another."""
    (source, name), (target, key) = any_place(tree, rng), any_place(tree, rng)
    target[key] = copy.deepcopy(source[name])


def nest(tree: Any, rng: random.Random) -> None:
    node, key = any_place(tree, rng)
    value = node[key]
    if isinstance(value, list) and len(value) % 3 == 0 and value:
        node[key] = [value[i : i + 3] for i in range(0, len(value), 3)]
    else:
        node[key] = rng.choice([[value], {'value': value}])


def rename(tree: Any, rng: random.Random) -> None:
    """Misspell a key."""
    node, key = any_place(tree, rng)
    if isinstance(node, dict):
        name = str(key)
        node[rng.choice([name.upper(), name[:-1], f' {name}', f'{name}s'])] = node[key]
        del node[key]


def scale(tree: Any, rng: random.Random) -> None:
    """Multiply a number, or all numbers of a list."""
    node, key = any_place(tree, rng)
    factor = rng.choice([-1, 0, 0.01, 0.5, 2, 1e3, 1e9, 1e300, float('nan')])
    if isinstance(node[key], list):
        node[key] = [_times(each, factor) for each in node[key]]
    else:
        node[key] = _times(node[key], factor)


def shuffle(tree: Any, rng: random.Random) -> None:
    lists = [node[key] for node, key in places(tree) if isinstance(node[key], list)]
    if lists:
        rng.shuffle(rng.choice(lists))


def reorder_keys(tree: Any, rng: random.Random) -> None:
    node, _ = any_place(tree, rng)
    if isinstance(node, dict):
        items = list(node.items())
        rng.shuffle(items)
        node.clear()
        node.update(items)


def empty(tree: Any, rng: random.Random) -> None:
    """Empty a list or dictionary."""
    node, key = any_place(tree, rng)
    if isinstance(node[key], dict | list):
        node[key].clear()


Mutation = Callable[[Any, random.Random], None]
TREE: tuple[Mutation, ...] = (
    *(replace, replace, retype, delete, duplicate, swap_siblings, swap_entries),
    *(copy_elsewhere, nest, rename, scale, shuffle, reorder_keys, empty),
)


def mutate(tree: Any, rng: random.Random, own: tuple[Mutation, ...] = ()) -> str:
    """Change a nested value in place, once to three times.

    Args:
        tree: A dictionary or list.
        rng: Source of random numbers.
        own: Further mutations, of this kind of input; half of all are of these.

    Returns:
        The names of the mutations.
    """
    names = []
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        if not tree:
            break
        mutation = rng.choice(own if own and rng.random() < 0.5 else TREE)
        try:
            mutation(tree, rng)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            continue  # does not fit what an earlier mutation left
        names.append(mutation.__name__)
    return ', '.join(names) or 'unchanged'


def _times(value: Any, factor: float) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    try:
        return value * factor
    except OverflowError:
        return float('inf')
