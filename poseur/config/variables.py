"""Variables of config files, which are copied into components when a file is read.

Changing one of them later has no effect: ``codec`` for example is part of each pipeline
and of the head by then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeGuard

#: Top-level keys that the runner and the tools read.
SETTINGS = {
    *('auto_scale_lr', 'channels_last', 'custom_hooks', 'custom_imports', 'data_root'),
    *('data_preprocessor', 'default_hooks', 'default_scope', 'dist_cfg', 'env_cfg'),
    *('experiment_name', 'find_unused_parameters', 'launcher', 'load_from'),
    *('log_level', 'log_processor', 'model', 'optim_wrapper', 'param_scheduler'),
    *('randomness', 'resume', 'runner_type', 'sync_bn', 'test_cfg', 'test_dataloader'),
    *('test_evaluator', 'train_cfg', 'train_dataloader', 'tta_model', 'tta_pipeline'),
    *('val_cfg', 'val_dataloader', 'val_evaluator', 'visualizer', 'work_dir'),
}
#: Variables of ``configs/_base_`` that are parts of others or that not every config
#: uses. They are never settings, even where no copy is found.
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


def find_variables(tree: Mapping[str, object]) -> set[str]:
    """Return the top-level keys of a config that are variables.

    These are :data:`VARIABLES`, and all keys besides :data:`SETTINGS` with a copy in
    one of these.
    """
    others = [key for key in tree if key not in SETTINGS]
    return {key for key in others if key in VARIABLES or _is_copied(tree, tree[key])}


def copies_of(tree: Mapping[str, object], path: str) -> list[str]:
    """Return the settings that a value below a variable was copied to.

    Args:
        tree: The config.
        path: Dotted key that begins with the name of a variable.

    Returns:
        Dotted keys; none if the path does not exist or the copies were changed.
    """
    found: list[str] = []
    node: object = tree
    steps = path.split('.')
    for depth, step in enumerate(steps, start=1):
        if not has_item(node, step):
            return []
        node = node[int(step)] if is_list(node) else node[step]  # type: ignore[index]
        rest = steps[depth:]
        found += ['.'.join([place, *rest]) for place in _places(tree, node)]
    return list(dict.fromkeys(found))


def is_list(node: object) -> TypeGuard[Sequence]:
    """Return whether a value is a list or tuple."""
    return isinstance(node, Sequence) and not isinstance(node, str)


def has_item(node: object, step: str) -> bool:
    """Return whether a list or dictionary has the item of one step of a path."""
    if is_list(node):
        return step.isdecimal() and int(step) < len(node)
    return isinstance(node, Mapping) and step in node


def dotted_items(node: object, prefix: str = '') -> Iterator[tuple[str, object]]:
    """Yield the keys of a nested config as dotted paths with values, parents first."""
    items: list[tuple[object, object]] = []
    if isinstance(node, Mapping):
        items = list(node.items())
    elif is_list(node):
        items = list(enumerate(node))
    for key, child in items:
        yield f'{prefix}{key}', child
        yield from dotted_items(child, f'{prefix}{key}.')


def _is_copied(tree: Mapping[str, object], value: object) -> bool:
    """Return whether a value, or each dictionary of a list, is part of a setting."""
    if any(_places(tree, value)):
        return True
    items = value if is_list(value) else ()
    return bool(items) and all(any(_places(tree, item)) for item in items)


def _places(tree: Mapping[str, object], value: object) -> Iterator[str]:
    """Yield where a dictionary, list or string is part of a setting."""
    if not (isinstance(value, Mapping | str) or is_list(value)) or not value:
        return
    settings = {key: each for key, each in tree.items() if key in SETTINGS}
    for key, each in dotted_items(settings):
        if _holds(each, value):
            yield key


def _holds(node: object, value: object) -> bool:
    """Return whether a setting is a copy; dictionaries may have got further keys."""
    if isinstance(value, Mapping) and isinstance(node, Mapping):
        return all(key in node and node[key] == value[key] for key in value)
    return type(node) is type(value) and node == value
