"""Merging of ``--cfg-options`` into a config; unknown keys are refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from mmengine.config import Config

from .variables import copies_of, dotted_items, find_variables, has_item, is_list

ADD = '+'


def merge_options(cfg: Config, options: Mapping[str, object]) -> None:
    """Merge command-line options into a config.

    A plain key must exist in the config; ``+key`` adds a new key to an existing
    dictionary. A dictionary replaces the existing one instead of being merged into it.
    Items of lists are addressed by index, as in
    ``train_dataloader.dataset.pipeline.2.prob``. A new top-level ``data_root`` also
    applies to every path below the old one, since reading the config has already
    inserted the old one there.

    Args:
        cfg: The config, changed in place.
        options: Dotted keys and their values.

    Raises:
        ValueError: If a plain key does not exist, a ``+key`` already does, a key is a
            variable of the config files, or a list without brackets. The message lists
            the nearest keys.
    """
    everything = cfg.to_dict()
    variables = find_variables(everything)
    tree = {key: value for key, value in everything.items() if key not in variables}
    present = dict(dotted_items(tree))
    plain: dict[str, object] = {}
    for key, value in options.items():
        path = key.removeprefix(ADD)
        if path.split('.')[0] in variables:
            _refuse_variable(everything, tree, path)
        _check_path(tree, path, adds=key.startswith(ADD))
        if isinstance(value, str) and ',' in value and is_list(present.get(path)):
            raise ValueError(
                f'--cfg-options {path}: {value!r} is a text, but {path} is a list. '
                f'Write {path}="[{value}]".'
            )
        plain[path] = value
    moved = _moved_paths(everything, plain.get('data_root'))
    for path, value in (moved | plain).items():
        top, *steps = path.split('.')
        try:
            cfg[top] = _replaced(cfg.get(top), steps, value)
        except (LookupError, TypeError, ValueError):
            raise ValueError(
                f'--cfg-options {path}: another option replaces a part that it lies '
                'in. Give one of them only.'
            ) from None


def _replaced(node: Any, steps: Sequence[str], value: object) -> Any:
    """Return a part of a config with a new value at a path."""
    if not steps:
        return value
    step, *rest = steps
    if is_list(node):
        index = int(step)
        new = _replaced(node[index], rest, value)
        items = [*node[:index], new, *node[index + 1 :]]
        return tuple(items) if isinstance(node, tuple) else items
    return {**node, step: _replaced(node.get(step), rest, value)}


def _moved_paths(tree: dict, new_root: object) -> dict[str, str]:
    """Return the settings below the config's data root, with the new root."""
    old_root = tree.get('data_root')
    if not (isinstance(new_root, str) and isinstance(old_root, str)):
        return {}
    old, new = old_root.rstrip('/'), new_root.rstrip('/')
    return {
        key: new + value.removeprefix(old)
        for key, value in dotted_items(tree)
        if isinstance(value, str) and f'{value}/'.startswith(f'{old}/')
    }


def _check_path(tree: dict, path: str, adds: bool) -> None:
    """Raise an error for a wrong path; only the last step of an addition may be new."""
    node: Any = tree
    *parents, leaf = path.split('.')
    for depth, step in enumerate(parents):
        if not has_item(node, step):
            _refuse(tree, path, node, parents[:depth], adds)
        node = node[int(step)] if is_list(node) else node[step]
    if not adds and not has_item(node, leaf):
        _refuse(tree, path, node, parents, adds)
    if adds and not leaf:
        raise ValueError(f'--cfg-options +{path}=...: "+" needs the name of a new key.')
    if adds and (has_item(node, leaf) or not isinstance(node, Mapping)):
        raise ValueError(
            f'--cfg-options +{path}: "+" adds a new key to a dictionary, but '
            f'{path} exists or {".".join(parents)} is not a dictionary. Drop the "+".'
        )


def _refuse_variable(everything: dict, tree: dict, path: str) -> None:
    """Raise the error for a variable, with the settings it was copied to."""
    places = copies_of(everything, path)
    if not places:
        leaf = path.rsplit('.', 1)[-1]
        places = [key for key, _ in dotted_items(tree) if key.endswith(f'.{leaf}')]
    raise ValueError(
        f'--cfg-options {path}: {path.split(".")[0]} is a variable of the config '
        'files. It was copied when they were read, so that a change has no effect. '
        f'Change what it became: {", ".join(places[:8]) or "see the resolved config"}.'
    )


def _refuse(
    tree: dict, path: str, node: object, parents: list[str], adds: bool
) -> None:
    """Raise the error for an unknown key of ``node``, the value at ``parents``."""
    leaf = path.rsplit('.', 1)[-1]
    known = [key for key, _ in dotted_items(tree)]
    near = get_close_matches(path, known, n=4, cutoff=0.7)
    near += [key for key in known if key.endswith(f'.{leaf}') and key not in near]
    if not near and isinstance(node, Mapping):
        near = ['.'.join([*parents, key]) for key in node]
    holder = '.'.join(parents) or 'the config'
    missing = path.split('.')[len(parents)]
    whole = '.'.join([*parents, missing])
    length = f' (a list of {len(node)})' if is_list(node) else ''
    reason = f'{holder}{length} has no {missing!r}. '
    if is_list(node) or missing in ('input_size', 'encoder'):
        reason += _joined_crop(tree, path)
    raise ValueError(
        f'--cfg-options {path}: {reason}Nearest keys: {", ".join(near[:5])}. '
        f'To add a new key write {ADD}{whole if adds else path}=...'
    )


def _joined_crop(tree: dict, path: str) -> str:
    """Return a hint for paths into a pipeline as it was before ``CropAndEncode``."""
    pipeline, found, _ = path.rpartition('.pipeline.')
    for key, step in dotted_items(tree) if found else ():
        if not (isinstance(step, Mapping) and key.startswith(f'{pipeline}.pipeline.')):
            continue
        if step.get('type') == 'CropAndEncode':
            return (
                'TopdownAffine and GenerateTarget are one step now, CropAndEncode, '
                f'with the crop size and the encoder in {key}.codec; the steps that '
                'followed GenerateTarget moved up by one. '
            )
    return ''
