from __future__ import annotations

import pytest
from mmengine.config import Config

from poseur.config import merge_options


@pytest.fixture
def cfg() -> Config:
    return Config(
        dict(
            model=dict(
                head=dict(type='PoseurHead', num_queries=17, deep=dict(noise=0.4)),
                backbone=dict(depth=50),
            ),
            train_dataloader=dict(
                dataset=dict(
                    pipeline=[
                        dict(type='LoadImage'),
                        dict(type='RandomFlip', prob=0.5),
                    ]
                )
            ),
            load_from=None,
        )
    )


def test_existing_keys_are_set(cfg: Config) -> None:
    merge_options(
        cfg,
        {
            'model.head.deep.noise': 0.0,
            'model.backbone.depth': 18,
            'train_dataloader.dataset.pipeline.1.prob': 0.25,
            'load_from': 'a.pth',
        },
    )
    assert cfg.model.head.deep.noise == 0.0
    assert cfg.model.backbone.depth == 18
    assert cfg.model.head.num_queries == 17
    assert cfg.load_from == 'a.pth'
    pipeline = cfg.train_dataloader.dataset.pipeline
    assert pipeline == [
        dict(type='LoadImage'),
        dict(type='RandomFlip', prob=0.25),
    ]


@pytest.mark.parametrize(
    ('key', 'nearest'),
    [
        ('model.head.num_query', 'model.head.num_queries'),
        ('model.heads.num_queries', 'model.head.num_queries'),
        ('modle.backbone.depth', 'model.backbone.depth'),
        ('backbone.depth', 'model.backbone.depth'),
        ('noise', 'model.head.deep.noise'),
        (
            'train_dataloader.dataset.pipeline.1.probability',
            'train_dataloader.dataset.pipeline.1.prob',
        ),
    ],
)
def test_unknown_keys_are_refused_with_the_nearest(
    cfg: Config, key: str, nearest: str
) -> None:
    before = cfg.to_dict()
    with pytest.raises(ValueError) as caught:
        merge_options(cfg, {'model.backbone.depth': 18, key: 1})
    assert f'--cfg-options {key}:' in str(caught.value)
    suggestions = str(caught.value).split('Nearest keys: ')[1]
    assert nearest in suggestions
    assert f'+{key}=' in suggestions
    assert cfg.to_dict() == before


def test_wrong_places_are_named(cfg: Config) -> None:
    with pytest.raises(ValueError, match=r'pipeline \(a list of 2\) has no .7.'):
        merge_options(cfg, {'train_dataloader.dataset.pipeline.7.prob': 1})
    with pytest.raises(ValueError, match='model.backbone.depth has no .of.'):
        merge_options(cfg, {'model.backbone.depth.of': 1})
    with pytest.raises(ValueError, match='load_from has no .path.'):
        merge_options(cfg, {'load_from.path': 1})


def test_new_keys_are_added_with_a_plus(cfg: Config) -> None:
    merge_options(cfg, {'+model.backbone.frozen_stages': 2, '+seed': 3})
    assert cfg.model.backbone == dict(depth=50, frozen_stages=2)
    assert cfg.seed == 3


@pytest.mark.parametrize(
    'key',
    [
        '+model.backbone.depth',  # is there
        '+model.neck.type',  # its parent is not
        '+train_dataloader.dataset.pipeline.2',  # not a dictionary
        '+model.backbone.depth.of',
    ],
)
def test_plus_is_for_new_keys_of_dictionaries(cfg: Config, key: str) -> None:
    before = cfg.to_dict()
    with pytest.raises(ValueError, match=f'--cfg-options .?{key[1:]}'):
        merge_options(cfg, {key: 1})
    assert cfg.to_dict() == before


def test_a_new_data_root_moves_all_paths_below_it():
    cfg = Config(
        dict(
            data_root='data/coco',
            loader=dict(dataset=dict(data_root='data/coco', ann_file='a.json')),
            metrics=[dict(ann_file='data/coco/annotations/a.json'), 'data/cocoa'],
        )
    )
    merge_options(
        cfg, {'data_root': '/elsewhere/', 'loader.dataset.ann_file': 'b.json'}
    )
    assert cfg.loader.dataset == dict(data_root='/elsewhere', ann_file='b.json')
    assert cfg.metrics == [dict(ann_file='/elsewhere/annotations/a.json'), 'data/cocoa']


def test_a_dictionary_takes_the_place_of_another() -> None:
    cfg = Config(dict(score=dict(type='laplace', half_width=0.2)))
    merge_options(cfg, {'score': dict(type='none')})
    assert cfg.score == dict(type='none')
