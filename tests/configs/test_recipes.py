"""Every constant of the published recipes, against a table written by hand."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from mmdet.registry import TRANSFORMS as DETECTION_TRANSFORMS
from mmengine.config import Config
from mmpose.registry import HOOKS, METRICS, MODELS, TRANSFORMS

import poseur.datasets
import poseur.detection.datasets
import poseur.detection.evaluation
import poseur.engine
import poseur.evaluation
import poseur.models  # noqa: F401  (registers)

from .conftest import DETECTORS, PUBLISHED, name_of
from .expected_recipes import DETECTOR, DIFFERENCES, PLAIN

#: Settings that other tests compare: keypoints, crop sizes and files.
ELSEWHERE = {'codec', 'ann_file', 'input_size'}
REGISTRIES = (MODELS, TRANSFORMS, METRICS, HOOKS, DETECTION_TRANSFORMS)
PUBLISHED_DETECTORS = sorted(DETECTORS.glob('*_180k_coco.py'))


def defaults_of(settings: Mapping) -> dict[str, Any]:
    """Return the defaults of the class that a config names, if it is registered."""
    found: dict[str, Any] = {}
    name = settings.get('type', '').split('.')[-1]
    for registry in REGISTRIES:
        module = registry.module_dict.get(name)
        for parent in reversed(inspect.getmro(module) if module else ()):
            if '__init__' in vars(parent):
                signature = inspect.signature(vars(parent)['__init__'])
                found |= {p.name: p.default for p in signature.parameters.values()}
    return found


def compare(found: Any, expected: Any, place: str) -> None:
    """Require expected settings, and no others that a config sets."""
    if isinstance(expected, Mapping):
        unexpected = found.keys() - expected.keys() - ELSEWHERE
        assert not unexpected, f'{place} also sets {unexpected}'
        complete = defaults_of(found) | found
        for key, value in expected.items():
            assert key in complete, f'{place}.{key} is missing'
            compare(complete[key], value, f'{place}.{key}')
    elif isinstance(expected, list) and isinstance(expected[0], Mapping):
        kinds = [part['type'] for part in found], [part['type'] for part in expected]
        assert kinds[0] == kinds[1], place
        for index, pair in enumerate(zip(found, expected, strict=True)):
            compare(*pair, f'{place}.{index}')
    elif isinstance(expected, float):
        assert found == pytest.approx(expected), place
    elif isinstance(expected, (list, tuple)):
        assert list(found) == list(expected), place
    else:
        assert found == expected, place


def compare_config(path: Path, recipe: Mapping) -> None:
    """Require the settings of a recipe."""
    cfg = Config.fromfile(path, import_custom_modules=False)
    for place, expected in recipe.items():
        *parents, key = place.split('.')
        found = cfg
        for parent in parents:
            found = found[parent]
        compare(found.get(key), expected, place)
    assert cfg.test_evaluator == cfg.val_evaluator
    assert cfg.test_dataloader == cfg.val_dataloader


def test_every_published_config_has_a_recipe() -> None:
    names = {path.stem.removeprefix('td-reg_poseur-') for path in PUBLISHED}
    assert names == DIFFERENCES.keys()


@pytest.mark.parametrize('path', PUBLISHED, ids=name_of)
def test_recipe(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv('COCO_ROOT', raising=False)
    name = path.stem.removeprefix('td-reg_poseur-')
    compare_config(path, PLAIN | DIFFERENCES[name])


@pytest.mark.parametrize('path', PUBLISHED_DETECTORS, ids=name_of)
def test_recipe_of_detectors(path: Path) -> None:
    compare_config(path, DETECTOR)


@pytest.mark.parametrize(
    ('key', 'value'),
    [
        ('val_evaluator.nms_thr', 0.5),
        ('param_scheduler.0.end', 5000),
        ('train_dataloader.dataset.pipeline.4.rotate_factor', 40),
        ('model.head.coarse_branch.bias_init', None),
        ('model.head.query_decoder.layer.dropout', 0.0),
        ('sync_bn', None),
    ],
)
def test_another_value_is_noticed(key: str, value: object, tmp_path: Path) -> None:
    (path,) = (path for path in PUBLISHED if 'res50_8xb32-325e_coco-256' in path.stem)
    cfg = Config.fromfile(path, import_custom_modules=False)
    cfg.merge_from_dict({key: value})
    cfg.test_evaluator = cfg.val_evaluator
    cfg.dump(tmp_path / 'changed.py')
    with pytest.raises(AssertionError, match=key):
        compare_config(tmp_path / 'changed.py', PLAIN)
