"""Every config stands on its own: it builds, runs a step and says how to use it."""

from __future__ import annotations

import ast
import re

import pytest

from .conftest import CONFIGS, EVERY_FILE, PUBLISHED, name_of

#: Millions of parameters of released models, both flows included.
RELEASED_SIZES = {
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
#: Published configs without released weights.
UNRELEASED = {
    'td-reg_poseur-res101_8xb32-325e_coco-256x192',
    'td-reg_poseur-res152_8xb32-325e_coco-256x192',
    'td-reg_poseur-res50_8xb32-325e_coco-384x288',
    'td-reg_poseur-hrnet-w32_8xb32-325e_coco-384x288',
    'td-reg_poseur-hrnet-w32_8xb32-325e_mpii-256x256',
}
JOINTS = {
    'coco-wholebody': 133,
    'mpii': 16,
    'lsp': 16,
    'coco': 17,
    'synthetic': 17,
    'dogs': 5,
}


@pytest.fixture(params=CONFIGS, ids=name_of)
def report(request: pytest.FixtureRequest, reports: dict) -> dict:
    """The report of one config, which could be built."""
    built = reports[request.param.stem]
    assert 'error' not in built, built['error']
    return built | dict(name=request.param.stem)


def test_every_published_model_has_a_config():
    names = {path.stem for path in CONFIGS}
    assert len(names) == len(CONFIGS), 'two configs share a name: so do their work dirs'
    assert {path.stem for path in PUBLISHED} == UNRELEASED | RELEASED_SIZES.keys()


def test_model_and_data_agree(report):
    (num_keypoints,) = set(report['data_joints'])
    dataset = next(name for name in JOINTS if f'_{name}-' in report['name'])
    assert num_keypoints == JOINTS[dataset]
    baseline = '_poseur-' not in report['name']  # mmpose's heads take a number
    assert report['joints_from_metainfo'] or baseline
    assert report['prediction_shape'] == [1, num_keypoints, 2]


def test_sizes_and_batches_are_those_of_the_name(report):
    height, width = map(int, re.search(r'(\d+)x(\d+)$', report['name']).groups())
    assert report['input_sizes'] == [[width, height]]
    assert report['step']['crop'] == [width, height]
    batch_size, epochs = map(int, re.search(r'xb(\d+)-(\d+)e', report['name']).groups())
    assert (report['batch_size'], report['last_epoch']) == (batch_size, epochs)


def test_a_training_step_reaches_every_parameter(report):
    step = report['step']
    assert step['without_gradient'] == [], 'several processes would wait for these'
    assert 0 < step['loss'] < 1000
    assert step['moved'] > 0.75  # biases behind norms that start at zero do not


def test_the_schedule_ends_with_the_training(report):
    assert all(0 < m < report['last_epoch'] for m in report['milestones'])
    if '-325e_' in report['name']:
        assert report['milestones'] == [255, 310]


@pytest.mark.parametrize('name', RELEASED_SIZES)
def test_sizes_of_released_models(name, reports):
    assert 'error' not in reports[name], reports[name]['error']
    millions = reports[name]['parameters'] / 1e6
    assert millions == pytest.approx(RELEASED_SIZES[name], abs=1e-3)


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
