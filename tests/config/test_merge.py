from __future__ import annotations

import pytest
from mmengine.config import Config

from poseur.config import merge_options
from poseur.config.variables import VARIABLES


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
    with pytest.raises(ValueError, match='"." needs the name of a new key'):
        merge_options(cfg, {'+': 3})


def test_what_lacks_is_added_as_a_whole(cfg: Config) -> None:
    with pytest.raises(ValueError, match=r'write \+model\.ema=\.\.\.'):
        merge_options(cfg, {'+model.ema.type': 'EMA'})
    merge_options(cfg, {'+model.ema': dict(type='EMA')})
    assert cfg.model.ema == dict(type='EMA')


def test_items_of_lists_and_tuples_are_set() -> None:
    adam = dict(type='AdamW', betas=(0.9, 0.999))
    cfg = Config(dict(optim_wrapper=dict(optimizer=adam), work_dirs=['a', 'b']))
    merge_options(cfg, {'optim_wrapper.optimizer.betas.1': 0.5, 'work_dirs.0': 'c'})
    assert cfg.optim_wrapper.optimizer.betas == (0.9, 0.5)
    assert cfg.work_dirs == ['c', 'b']


def test_an_option_within_what_another_replaces_is_refused() -> None:
    cfg = Config(dict(model=dict(head=dict(type='A'))))
    with pytest.raises(ValueError, match='model.head.type: another option replaces'):
        merge_options(cfg, {'model': dict(neck=1), 'model.head.type': 'B'})


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


@pytest.mark.parametrize(
    ('key', 'problem'),
    [
        ('5.input_size', "5 has no 'input_size'"),
        ('6.encoder.input_size', "6 has no 'encoder'"),
        ('7.meta_keys', r"\(a list of 7\) has no '7'"),
    ],
)
def test_steps_that_became_one_are_named(repo_root, key: str, problem: str) -> None:
    """Older pipelines had ``TopdownAffine`` at 5, ``GenerateTarget`` at 6."""
    cfg = Config.fromfile(repo_root / 'configs/_base_/datasets/coco_256x192.py')
    pipeline = 'train_dataloader.dataset.pipeline'
    hint = f'CropAndEncode, with the crop size and the encoder in {pipeline}.5.codec;'
    with pytest.raises(ValueError, match=f'{problem}.*{hint}'):
        merge_options(cfg, {f'{pipeline}.{key}': (64, 64)})
    with pytest.raises(ValueError) as other:
        merge_options(cfg, {f'{pipeline}.1.margin': 1.0})
    assert 'CropAndEncode,' not in str(other.value)


def test_parts_of_heads_are_known_as_variables(repo_root) -> None:
    files = sorted((repo_root / 'configs/_base_/heads').glob('*.py'))
    names = {name for file in files for name in Config.fromfile(file).to_dict()}
    assert {'poseur_head', 'dense_head', 'top_down_mapper'} <= names <= VARIABLES


def test_variables_of_config_files_are_not_options(repo_root) -> None:
    """They are copied when a file is read: a change would do nothing."""
    cfg = Config.fromfile(repo_root / 'configs/_base_/models/poseur.py')
    with pytest.raises(ValueError, match='poseur_head is a variable') as caught:
        merge_options(cfg, {'poseur_head.query_decoder.num_layers': 3})
    places = str(caught.value).split('Change what it became: ')[1]
    assert places.startswith('model.head.query_decoder.num_layers')
    with pytest.raises(ValueError, match=r'Nearest keys: model\.head\.num_levels'):
        merge_options(cfg, {'model.head.num_level': 3})


@pytest.mark.parametrize(
    ('key', 'value', 'places'),
    [
        (
            'codec.input_size',
            (64, 64),
            [
                'model.head.decoder.input_size',
                'train_dataloader.dataset.pipeline.5.codec.input_size',
                'val_dataloader.dataset.pipeline.2.codec.input_size',
            ],
        ),
        ('augmentation.1.prob', 0.1, ['train_dataloader.dataset.pipeline.3.prob']),
        ('val_pipeline.1.padding', 1.0, ['val_dataloader.dataset.pipeline.1.padding']),
        ('dataset_type', 'MpiiDataset', ['train_dataloader.dataset.type']),
        ('data_mode', 'bottomup', ['train_dataloader.dataset.data_mode']),
    ],
)
def test_the_settings_that_a_variable_became_are_named(
    repo_root, key: str, value: object, places: list[str]
) -> None:
    name = 'td-reg_poseur-res50-3dec_8xb32-325e_coco-256x192.py'
    cfg = Config.fromfile(repo_root / 'configs/ablations' / name)
    before = cfg.to_dict()
    with pytest.raises(ValueError, match='variable of the config files') as caught:
        merge_options(cfg, {key: value})
    named = (
        str(caught.value).split('Change what it became: ')[1].rstrip('.').split(', ')
    )
    assert set(places) <= set(named)
    assert cfg.to_dict() == before
    for place in named:
        merge_options(cfg, {place: value})


def test_a_list_needs_brackets(cfg: Config) -> None:
    """A text with commas may be a path; it never replaces a list."""
    cfg.model.stages = ['x']
    with pytest.raises(ValueError, match=r'is a list. Write model.stages="\[a,b\]"'):
        merge_options(cfg, {'model.stages': 'a,b'})
    merge_options(cfg, {'load_from': 'a,b.pth', 'model.stages': ['a', 'b']})
    assert (cfg.load_from, cfg.model.stages) == ('a,b.pth', ['a', 'b'])


def test_keys_that_no_setting_has_are_left_to_their_readers(cfg: Config) -> None:
    cfg.mine = dict(number=3)
    merge_options(cfg, {'mine.number': 4})
    assert cfg.mine.number == 4
