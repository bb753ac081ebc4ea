"""Model, datasets and evaluators of a run are compared before its first step."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmpose.registry import DATASETS, HOOKS, MODELS

from poseur.engine.comparisons import (
    check_keypoint_count,
    check_same_keypoints,
    check_sizes,
)
from tests.helpers.toy_run import ToyPoints, losses_of, toy_runner


@DATASETS.register_module()
class ToyPointsOfFour(ToyPoints):
    """The points of another metainfo."""

    metainfo = ToyPoints.metainfo | dict(num_keypoints=4)


def named(*names: str, flip_indices: list[int] | None = None) -> SimpleNamespace:
    """Return a dataset with these keypoints."""
    metainfo = dict(
        dataset_name='toy',
        keypoint_id2name=dict(enumerate(names)),
        flip_indices=flip_indices or list(range(len(names))),
    )
    return SimpleNamespace(metainfo=metainfo)


@pytest.mark.parametrize('phase', ['train', 'val', 'test'])
def test_unequal_counts_are_refused(tmp_path: Path, phase: str) -> None:
    runner = toy_runner(tmp_path, **{'model.num_keypoints': 5})
    with pytest.raises(ValueError) as caught:
        getattr(runner, phase)()
    message = str(caught.value)
    assert message.startswith(f'{phase}_dataloader.dataset (ToyPoints, toy) has 3')
    assert 'model.head.num_keypoints is 5' in message
    assert 'Set model.head.num_keypoints=3' in message


def test_validation_data_are_compared_before_the_first_step(tmp_path: Path) -> None:
    dataset = {'val_dataloader.dataset.type': 'ToyPointsOfFour'}
    runner = toy_runner(tmp_path, **dataset)
    with pytest.raises(ValueError, match='val_dataloader.dataset .*has 4 keypoints'):
        runner.train()
    assert losses_of(runner) == []


def test_a_batch_must_be_filled(tmp_path: Path) -> None:
    loader = {'train_dataloader.batch_size': 13, 'train_dataloader.drop_last': True}
    with pytest.raises(
        ValueError, match='train_dataloader: 12 samples do not fill.*13'
    ):
        toy_runner(tmp_path, **loader).train()


def test_the_keypoint_head_of_a_detector_is_compared_too() -> None:
    head = SimpleNamespace(num_keypoints=17)
    model = SimpleNamespace(roi_head=SimpleNamespace(keypoint_head=head))
    data = SimpleNamespace(metainfo=dict(num_keypoints=16))
    with pytest.raises(
        ValueError, match=r'model\.roi_head\.keypoint_head\.num_keypoints'
    ):
        check_keypoint_count(data, model, 'train_dataloader')
    data.metainfo['num_keypoints'] = 17
    check_keypoint_count(data, model, 'train_dataloader')


def test_training_and_validation_mean_the_same_keypoints() -> None:
    trained = named('nose', 'left', 'right', flip_indices=[0, 2, 1])
    check_same_keypoints(trained, trained)
    with pytest.raises(ValueError, match=r"keypoint 1 is 'left' in train.*'right' in"):
        check_same_keypoints(
            trained, named('nose', 'right', 'left', flip_indices=[0, 2, 1])
        )
    with pytest.raises(ValueError, match='flip_indices of keypoint 1 is 2 in train'):
        check_same_keypoints(trained, named('nose', 'left', 'right'))


@pytest.mark.parametrize('size', [(16, 24), (24, 32)])
def test_heatmaps_have_the_size_of_the_codec(size: tuple[int, int]) -> None:
    init_default_scope('mmpose')
    codec = dict(type='MSRAHeatmap', input_size=(64, 96), heatmap_size=size, sigma=1)
    model = dict(
        type='TopdownPoseEstimator',
        backbone=dict(type='ResNet', depth=18, base_channels=8, stem_channels=8),
        head=dict(
            type='HeatmapHead',
            in_channels=64,
            out_channels=5,
            deconv_out_channels=(8, 8, 8),
            deconv_kernel_sizes=(4, 4, 4),
            decoder=codec,
        ),
    )
    cfg, built = Config(dict(model=model)), MODELS.build(model)
    if size == (16, 24):
        check_sizes(cfg, built, ['test'])
        assert built.training
        return
    with pytest.raises(ValueError, match=r'heatmap_size=\(24, 32\).*maps of \(16, 24'):
        check_sizes(cfg, built, ['test'])


def test_a_schedule_that_is_not_reached_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    schedule = [dict(type='MultiStepLR', milestones=[255, 310], end=325)]
    runner = toy_runner(tmp_path, param_scheduler=schedule, log_level='WARNING')
    runner.logger.addHandler(caplog.handler)
    runner.train()
    assert len(losses_of(runner)) == 12
    (said,) = [r.getMessage() for r in caplog.records if 'milestones' in r.getMessage()]
    assert 'milestones [255, 310] are not reached in 4 epochs' in said


def test_options_of_workers_without_workers(tmp_path: Path) -> None:
    options = dict(persistent_workers=True, prefetch_factor=2, timeout=9)
    changes = {f'train_dataloader.{key}': each for key, each in options.items()}
    runner = toy_runner(tmp_path, **changes, **{'train_cfg.max_epochs': 1})
    runner.train()
    assert len(losses_of(runner)) == 3
    assert not runner.train_dataloader.persistent_workers


def test_the_former_hook_is_accepted_with_a_warning(tmp_path: Path) -> None:
    with pytest.warns(DeprecationWarning, match='KeypointCountCheckHook has no effect'):
        HOOKS.build(dict(type='KeypointCountCheckHook'))
