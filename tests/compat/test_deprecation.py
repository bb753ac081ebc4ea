"""Former names still work, and warn at the line of the user's code."""

from __future__ import annotations

import inspect
import subprocess
import sys
import warnings

import pytest
from mmengine.registry import init_default_scope
from mmpose.registry import MODELS

from poseur.compat.deprecation import renamed_arguments, renamed_value
from poseur.models import (
    CoarseBranch,
    KeypointEncoder,
    LearnedKeypointQueries,
    PoseurHead,
)
from tests.helpers.tiny_pose import head_config, tiny_head


def former_config() -> dict:
    """Config of a head that names its keypoints as before."""
    config = head_config()
    config['num_joints'] = config.pop('num_keypoints')
    return config


def keyword_arguments() -> dict:
    """Arguments of a head built without a registry."""
    return {key: value for key, value in former_config().items() if key != 'type'}


@renamed_arguments(num_joints='num_keypoints')
def count(num_keypoints: int, offset: int = 0) -> int:
    """Count keypoints."""
    return num_keypoints + offset


def test_the_former_name_of_an_argument_is_accepted():
    with pytest.warns(DeprecationWarning, match='num_joints of count .*num_keypoints;'):
        assert count(num_joints=5, offset=1) == 6


def test_the_current_name_does_not_warn():
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        assert count(num_keypoints=5) == count(5) == 5


def test_both_names_of_an_argument_are_refused():
    with pytest.raises(TypeError, match='num_joints and num_keypoints.*keep num_keyp'):
        count(num_joints=5, num_keypoints=5)
    with pytest.warns(DeprecationWarning), pytest.raises(TypeError, match='multiple'):
        count(5, num_joints=5)


def test_the_decorator_keeps_name_docstring_and_signature():
    assert count.__name__ == 'count' and count.__doc__ == 'Count keypoints.'
    assert list(inspect.signature(count).parameters) == ['num_keypoints', 'offset']


def test_the_former_name_of_a_value_is_replaced():
    with pytest.warns(DeprecationWarning, match="mode='old' is now called 'new'"):
        assert renamed_value('mode', 'old', old='new') == 'new'
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        assert renamed_value('mode', 'new', old='new') == 'new'
        assert renamed_value('mode', 'other', old='new') == 'other'


@pytest.mark.parametrize(
    'build',
    [
        lambda: CoarseBranch(16, num_joints=5),
        lambda: KeypointEncoder(num_joints=5, embed_dims=16),
        lambda: LearnedKeypointQueries(num_joints=5, embed_dims=16),
        lambda: KeypointEncoder(5, 16, query='released'),
        lambda: PoseurHead(**keyword_arguments()),
    ],
    ids=['coarse branch', 'encoder', 'learned queries', 'query', 'head'],
)
def test_the_warning_points_at_the_code_outside_the_libraries(build):
    with pytest.warns(DeprecationWarning, match='is now called') as caught:
        build()
    (warning,) = caught
    assert warning.filename == __file__
    assert warning.lineno == build.__code__.co_firstlineno


def test_a_head_built_from_a_config_of_the_former_names():
    config = former_config()
    config['keypoint_encoder']['query'] = 'released'
    with pytest.warns(DeprecationWarning) as caught:
        head = MODELS.build(config)
    first, second = (str(warning.message) for warning in caught)
    assert 'num_joints of Poseur.__init__ is now called num_keypoints' in first
    assert "query='released' is now called 'official'" in second
    assert head.num_keypoints == 5
    assert head.poseur.keypoint_encoder.query == 'official'
    assert {warning.filename for warning in caught} == {__file__}
    expected = tiny_head().state_dict()
    assert {k: v.shape for k, v in head.state_dict().items()} == {
        k: v.shape for k, v in expected.items()
    }


def test_both_names_in_a_config_are_refused():
    with pytest.raises(TypeError, match='num_joints and num_keypoints.*keep num_keyp'):
        MODELS.build(head_config(num_joints=5))


def test_an_estimator_of_mmpose_built_from_a_config_of_the_former_names():
    init_default_scope('mmpose')
    backbone = dict(type='ResNet', depth=18)
    config = dict(type='TopdownPoseEstimator', backbone=backbone, head=former_config())
    with pytest.warns(DeprecationWarning, match='num_joints of Poseur') as caught:
        assert MODELS.build(config).head.num_keypoints == 5
    assert {warning.filename for warning in caught} == {__file__}


@pytest.mark.parametrize('head', ['RoIRLEHead', 'RoIHeatmapHead'])
def test_detection_heads_accept_the_former_name(head):
    import poseur.detection  # noqa: F401

    init_default_scope('mmpose')
    config = dict(type=head, num_joints=5, conv_channels=8, num_convs=1, in_channels=8)
    if head == 'RoIRLEHead':
        config |= dict(
            coarse_branch=dict(type='CoarseBranch'),
            coarse_loss=dict(type='PoseurRLELoss'),
        )
    with pytest.warns(DeprecationWarning, match=f'num_joints of {head}'):
        assert MODELS.build(config).num_keypoints == 5


@pytest.mark.slow
def test_a_script_shows_the_warning_by_default(tmp_path):
    """Python shows deprecation warnings only where they point at ``__main__``."""
    script = tmp_path / 'script.py'
    script.write_text(
        'import poseur.models\n'
        'from mmpose.registry import MODELS\n'
        'config = dict(type="CoarseBranch", in_channels=4, num_joints=5)\n'
        'MODELS.build(config)\n'
    )
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=True
    )
    expected = (
        'script.py:4: DeprecationWarning: the argument num_joints of CoarseBranch'
    )
    assert expected in done.stderr
