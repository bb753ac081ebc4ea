"""The part of a config that inference needs, as plain data."""

from __future__ import annotations

import importlib
from copy import deepcopy
from typing import Any

from mmengine.config import Config

from .facts import declared_metainfo, scope_name
from .read import require_parts

#: Settings of the test set that inference uses.
DATASET = ('type', 'metainfo', 'data_mode', 'pipeline')
PACKAGE = 'poseur.'  # of the modules that a stored config may import


def inference_part(cfg: Config) -> dict[str, Any]:
    """Return the settings for inference, without paths and training settings.

    Args:
        cfg: Config of a model; it is not changed.

    Returns:
        Dictionaries, lists, numbers and strings, from which :func:`from_inference_part`
        makes a config.
    """
    require_parts(cfg, 'model', 'test_dataloader')
    content = deepcopy(cfg).to_dict()
    dataset = content['test_dataloader']['dataset']
    kept = {key: dataset[key] for key in DATASET if key in dataset}
    kept['metainfo'] = declared_metainfo(dataset, scope_name(cfg))
    modules = content.get('custom_imports', {}).get('imports', [])
    return dict(
        default_scope=scope_name(cfg),
        channels_last=bool(content.get('channels_last', False)),
        imports=[each for each in modules if each.startswith(PACKAGE)],
        model=_without_weights(content['model']),
        test_dataloader=dict(dataset=kept),
    )


def from_inference_part(content: dict[str, Any]) -> Config:
    """Return the config of :func:`inference_part`, and import the modules it needs.

    Only modules of this package are imported, whatever the content says.
    """
    values = deepcopy(content)
    for module in values.pop('imports', []):
        if module.startswith(PACKAGE):
            importlib.import_module(module)
    return Config(values)


def _without_weights(model: Any) -> Any:
    """Return the config of a module without files to start from, at any depth."""
    if isinstance(model, dict):
        settings = {key: each for key, each in model.items() if key != 'init_cfg'}
        own = {key: _without_weights(each) for key, each in settings.items()}
        return own | ({'init_cfg': None} if 'init_cfg' in model else {})
    if isinstance(model, list | tuple):
        return type(model)(map(_without_weights, model))
    return model
