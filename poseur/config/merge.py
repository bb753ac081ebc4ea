"""Merging of ``--cfg-options`` into a config; unknown keys are refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeGuard

from mmengine.config import Config

ADD = '+'
#: Variables of the files in ``configs``. They are copied into components when a file is
#: read, so that changing them later has no effect.
VARIABLES = {
    'crop',
    'dense_head',
    'dense_roi_head',
    'dense_test',
    'laplace_score',
    'level_mapper',
    'mask_rcnn',
    'mild_augmentation',
    'no_dropout',
    'pack',
    'poseur_head',
    'poseur_keypoint_head',
    'poseur_parts',
    'poseur_test',
    'strong_augmentation',
    'top_down_mapper',
    'tta_hook',
}


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
        ValueError: If a plain key does not exist or a ``+key`` already does. The
            message lists the nearest keys.
    """
    tree = {key: value for key, value in cfg.to_dict().items() if key not in VARIABLES}
    plain: dict[str, object] = {}
    for key, value in options.items():
        path = key.removeprefix(ADD)
        _check_path(tree, path, adds=key.startswith(ADD))
        if isinstance(value, Mapping) and not key.startswith(ADD):
            value = dict(value, _delete_=True)
        plain[path] = value
    moved = _moved_paths(tree, plain.get('data_root'))
    cfg.merge_from_dict(moved | plain, allow_list_keys=True)


def _moved_paths(tree: dict, new_root: object) -> dict[str, str]:
    """Return the settings below the config's data root, with the new root."""
    old_root = tree.get('data_root')
    if not (isinstance(new_root, str) and isinstance(old_root, str)):
        return {}
    old, new = old_root.rstrip('/'), new_root.rstrip('/')
    return {
        key: new + value.removeprefix(old)
        for key, value in _dotted_items(tree)
        if isinstance(value, str) and f'{value}/'.startswith(f'{old}/')
    }


def _check_path(tree: dict, path: str, adds: bool) -> None:
    """Raise an error for a wrong path; only the last step of an addition may be new."""
    node: Any = tree
    *parents, leaf = path.split('.')
    for depth, step in enumerate(parents):
        if not _has(node, step):
            _refuse(tree, path, node, parents[:depth])
        node = node[int(step)] if _is_list(node) else node[step]
    if not adds and not _has(node, leaf):
        _refuse(tree, path, node, parents)
    if adds and (_has(node, leaf) or not isinstance(node, Mapping)):
        raise ValueError(
            f'--cfg-options +{path}: "+" adds a new key to a dictionary, but '
            f'{path} exists or {".".join(parents)} is not a dictionary. Drop the "+".'
        )


def _is_list(node: object) -> TypeGuard[Sequence]:
    return isinstance(node, Sequence) and not isinstance(node, str)


def _has(node: object, step: str) -> bool:
    if _is_list(node):
        return step.isdecimal() and int(step) < len(node)
    return isinstance(node, Mapping) and step in node


def _refuse(tree: dict, path: str, node: object, parents: list[str]) -> None:
    """Raise the error for an unknown key of ``node``, the value at ``parents``."""
    leaf = path.rsplit('.', 1)[-1]
    known = [key for key, _ in _dotted_items(tree)]
    near = get_close_matches(path, known, n=4, cutoff=0.7)
    near += [key for key in known if key.endswith(f'.{leaf}') and key not in near]
    if not near and isinstance(node, Mapping):
        near = ['.'.join([*parents, key]) for key in node]
    holder = '.'.join(parents) or 'the config'
    length = f' (a list of {len(node)})' if _is_list(node) else ''
    missing = path.split('.')[len(parents)]
    reason = f'{holder}{length} has no {missing!r}. '
    if not parents and missing in VARIABLES:
        reason = f'{missing} is a variable of the config files, which no part reads. '
    if _is_list(node) or missing in ('input_size', 'encoder'):
        reason += _joined_crop(tree, path)
    raise ValueError(
        f'--cfg-options {path}: {reason}Nearest keys: {", ".join(near[:5])}. '
        f'To add a new key write {ADD}{path}=...'
    )


def _joined_crop(tree: dict, path: str) -> str:
    """Return a hint for paths into a pipeline as it was before ``CropAndEncode``."""
    pipeline, found, _ = path.rpartition('.pipeline.')
    for key, step in _dotted_items(tree) if found else ():
        if not (isinstance(step, Mapping) and key.startswith(f'{pipeline}.pipeline.')):
            continue
        if step.get('type') == 'CropAndEncode':
            return (
                'TopdownAffine and GenerateTarget are one step now, CropAndEncode, '
                f'with the crop size and the encoder in {key}.codec; the steps that '
                'followed GenerateTarget moved up by one. '
            )
    return ''


def _dotted_items(node: object, prefix: str = '') -> Iterator[tuple[str, object]]:
    """Yield the keys of a nested config as dotted paths with values, parents first."""
    items: list[tuple[object, object]] = []
    if isinstance(node, Mapping):
        items = list(node.items())
    elif _is_list(node):
        items = list(enumerate(node))
    for key, child in items:
        yield f'{prefix}{key}', child
        yield from _dotted_items(child, f'{prefix}{key}.')
