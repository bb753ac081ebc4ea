from __future__ import annotations

import pytest
from mmengine.config import Config

from poseur.config.crops import crop_problems

CODEC = dict(type='MSRAHeatmap', input_size=(48, 64), heatmap_size=(12, 16), sigma=2)
PHASES = ('train', 'val', 'test')


def config(**changes: object) -> Config:
    """Return a config whose pipelines and head share a codec, with changed keys."""
    crops = dict(
        train=[dict(type='CropAndEncode', codec=CODEC)],
        val=[dict(type='CropAndEncode', codec=CODEC, encode=False)],
        test=[dict(type='TopdownAffine', input_size=[48, 64])],
    )
    loaders = {
        f'{phase}_dataloader': dict(dataset=dict(type='Any', pipeline=pipeline))
        for phase, pipeline in crops.items()
    }
    cfg = Config(dict(model=dict(head=dict(decoder=CODEC)), **loaders))
    cfg.merge_from_dict(changes, allow_list_keys=True)
    return cfg


def test_one_size_in_lists_and_tuples() -> None:
    assert list(crop_problems(config(), PHASES)) == []


@pytest.mark.parametrize(
    ('key', 'phase'),
    [
        ('train_dataloader.dataset.pipeline.0.codec.input_size', 'train'),
        ('val_dataloader.dataset.pipeline.0.codec.input_size', 'val'),
        ('test_dataloader.dataset.pipeline.0.input_size', 'test'),
    ],
)
def test_another_crop_is_named_with_both_values(key: str, phase: str) -> None:
    cfg = config(**{key: (96, 64)})
    (problem,) = crop_problems(cfg, PHASES)
    assert problem.startswith(f'{key}=')
    assert '96, 64' in problem and 'model.head.decoder.input_size=(48, 64)' in problem
    others = [each for each in PHASES if each != phase]
    assert list(crop_problems(cfg, others)) == []


def test_a_codec_in_the_head_alone_differs_everywhere() -> None:
    cfg = config(**{'model.head.decoder.input_size': (64, 64)})
    assert len(list(crop_problems(cfg, PHASES))) == 3


def test_sizes_of_heatmaps_and_of_the_head() -> None:
    cfg = config(**{'train_dataloader.dataset.pipeline.0.codec.heatmap_size': (6, 8)})
    cfg.model.head.input_size = (64, 48)
    problems = '\n'.join(crop_problems(cfg, PHASES))
    assert 'codec.heatmap_size=(6, 8) differs from model.head.decoder.heatmap' in (
        problems
    )
    assert 'model.head.input_size=(64, 48) differs' in problems


def test_wrappers_of_datasets_are_entered() -> None:
    cfg = config()
    inner = cfg.train_dataloader.dataset
    inner.pipeline[0].codec.input_size = (32, 32)
    cfg.train_dataloader.dataset = dict(type='RepeatDataset', dataset=inner)
    (problem,) = crop_problems(cfg, ['train'])
    assert 'train_dataloader.dataset.dataset.pipeline.0.codec.input_size' in problem


def test_targets_of_another_kind_of_head() -> None:
    label = dict(type='PoseurLabel', input_size=(48, 64))
    cfg = config()
    cfg.model.head.decoder = label
    (problem,) = crop_problems(cfg, PHASES)
    assert 'codec is a MSRAHeatmap, but model.head.decoder a PoseurLabel' in problem


@pytest.mark.parametrize('model', [dict(), dict(head=None), dict(roi_head=dict())])
def test_models_without_a_codec(model: dict) -> None:
    cfg = config()
    cfg.model = model
    assert list(crop_problems(cfg, PHASES)) == []
