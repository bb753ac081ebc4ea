"""Every config stands on its own: it builds, runs a step and says how to use it."""

from __future__ import annotations

import ast
import re

import pytest
from mmengine.config import Config

from .conftest import (
    CONFIGS,
    EVERY_FILE,
    PUBLISHED,
    QUICK,
    REPO_ROOT,
    RUNNABLE,
    checked,
    name_of,
    to_run,
)

#: Millions of parameters of the official models, both flows included.
OFFICIAL_SIZES = {
    'td-reg_poseur-mobilenetv2_8xb32-325e_coco-256x192': 11.356,
    'td-reg_poseur-mobilenetv2-12dec_8xb32-325e_coco-256x192': 19.857,
    'td-reg_poseur-res50_8xb32-325e_coco-256x192': 33.256,
    'td-reg_poseur-hrnet-w32_8xb32-325e_coco-256x192': 38.194,
    'td-reg_poseur-hrnet-w48_8xb32-325e_coco-384x288': 74.275,
    'td-reg_poseur-hrformer-tiny-3dec_8xb32-325e_coco-256x192': 7.138,
    'td-reg_poseur-hrformer-small-3dec_8xb32-325e_coco-256x192': 12.508,
    'td-reg_poseur-hrformer-base_8xb32-325e_coco-256x192': 53.064,
    'td-reg_poseur-hrformer-base_8xb16-325e_coco-384x288': 53.064,
    'td-reg_poseur-vit-base_8xb32-325e_coco-256x192': 99.654,
    'td-reg_poseur-res50_8xb32-325e_mpii-256x256': 33.255,
    'td-reg_poseur-res50_8xb32-325e_coco-wholebody-256x192': 33.405,
    'td-reg_poseur-hrnet-w32_8xb32-325e_coco-wholebody-256x192': 38.343,
    'td-reg_poseur-hrnet-w48_8xb32-325e_coco-wholebody-256x192': 74.424,
}
#: Published configs without official weights.
NOT_OFFICIAL = {
    'td-reg_poseur-res101_8xb32-325e_coco-256x192',
    'td-reg_poseur-res152_8xb32-325e_coco-256x192',
    'td-reg_poseur-res50_8xb32-325e_coco-384x288',
    'td-reg_poseur-hrnet-w32_8xb32-325e_coco-384x288',
    'td-reg_poseur-hrnet-w32_8xb32-325e_mpii-256x256',
}
#: Height and width at the end of a name, before the mark of the authors' own recipes.
CROP_SIZE = re.compile(r'(\d+)x(\d+)(?:_official)?$')
KEYPOINTS = {
    'coco-wholebody': 133,
    'mpii': 16,
    'lsp': 16,
    'livestock': 18,
    'coco': 17,
    'synthetic': 17,
    'dogs': 5,
}


@pytest.fixture(params=CONFIGS, ids=name_of)
def report(request: pytest.FixtureRequest, facts: dict) -> dict:
    """The report on one config, which could be read."""
    name = request.param.stem
    return checked(facts[name]) | dict(name=name)


def keypoints_of(name: str) -> int:
    """Return the number of keypoints of the dataset in the name of a config."""
    return KEYPOINTS[next(dataset for dataset in KEYPOINTS if f'_{dataset}-' in name)]


def test_every_published_model_has_a_config():
    names = {path.stem for path in CONFIGS}
    assert len(names) == len(CONFIGS), 'two configs share a name: so do their work dirs'
    assert {path.stem for path in PUBLISHED} == NOT_OFFICIAL | OFFICIAL_SIZES.keys()


def test_every_backbone_is_run_quickly():
    paths = [path for path in CONFIGS if path.stem in QUICK]
    assert len(paths) == len(QUICK)
    backbones = {Config.fromfile(path).model.backbone.type for path in paths}
    files = (REPO_ROOT / 'configs/_base_/backbones').glob('*.py')
    assert backbones == {Config.fromfile(path).model.backbone.type for path in files}


def test_model_and_data_agree(report):
    (num_keypoints,) = set(report['data_keypoints'])
    assert num_keypoints == keypoints_of(report['name'])
    baseline = '_poseur-' not in report['name']  # mmpose's heads take a number
    assert report['keypoints_from_metainfo'] or baseline


def test_sizes_and_batches_are_those_of_the_name(report):
    height, width = map(int, CROP_SIZE.search(report['name']).groups())
    assert report['input_sizes'] == [[width, height]]
    batch_size, epochs = map(int, re.search(r'xb(\d+)-(\d+)e', report['name']).groups())
    assert (report['batch_size'], report['last_epoch']) == (batch_size, epochs)


def test_the_schedule_ends_with_the_training(report):
    assert all(0 < m < report['last_epoch'] for m in report['milestones'])
    if '-325e_' in report['name']:
        assert report['milestones'] == [255, 310]


@pytest.mark.parametrize('run', to_run(RUNNABLE), indirect=True)
def test_predictions_and_crops_are_those_of_the_name(run):
    assert run['prediction_shape'] == [1, keypoints_of(run['name']), 2]
    height, width = map(int, CROP_SIZE.search(run['name']).groups())
    assert run['step']['crop'] == [width, height]


@pytest.mark.parametrize('run', to_run(RUNNABLE), indirect=True)
def test_a_training_step_reaches_every_parameter(run):
    step = run['step']
    assert step['without_gradient'] == [], 'several processes would wait for these'
    assert 0 < step['loss'] < 1000
    assert step['moved'] > 0.75  # biases behind norms that start at zero do not


@pytest.mark.parametrize(
    'run',
    to_run([path for path in RUNNABLE if path.stem in OFFICIAL_SIZES]),
    indirect=True,
)
def test_sizes_of_official_models(run):
    millions = run['parameters'] / 1e6
    assert millions == pytest.approx(OFFICIAL_SIZES[run['name']], abs=1e-3)


@pytest.mark.parametrize('path', EVERY_FILE, ids=name_of)
def test_docstring(path):
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    assert docstring and docstring.splitlines()[0].endswith('.')


@pytest.mark.parametrize('path', CONFIGS, ids=name_of)
def test_the_docstring_gives_a_command_that_exists(path, repo_root):
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    command = re.search(r'\b(?:make (\w+)|(?:bash|python)\s+(tools/\S+))', docstring)
    assert command, 'no command'
    target, tool = command.groups()
    if target:
        assert re.search(rf'^{target}:', (repo_root / 'Makefile').read_text(), re.M)
    else:
        assert (repo_root / tool).is_file(), tool
        assert name_of(path) in docstring, 'the command is that of another config'
