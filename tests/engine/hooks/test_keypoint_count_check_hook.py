from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from poseur.engine.hooks import KeypointCountCheckHook
from tests.helpers.toy_run import losses_of, toy_runner

HOOKS = [dict(type='KeypointCountCheckHook'), dict(type='LossRecorder')]


def test_equal_counts_pass(tmp_path: Path) -> None:
    runner = toy_runner(tmp_path, custom_hooks=HOOKS)
    runner.train()
    assert len(losses_of(runner)) == 12


@pytest.mark.parametrize('phase', ['train', 'val', 'test'])
def test_unequal_counts_are_refused(tmp_path: Path, phase: str) -> None:
    runner = toy_runner(tmp_path, custom_hooks=HOOKS, **{'model.num_keypoints': 5})
    with pytest.raises(ValueError) as caught:
        getattr(runner, phase)()
    message = str(caught.value)
    assert message.startswith(f'{phase}_dataloader.dataset (ToyPoints, toy) has 3')
    assert 'model.head.num_keypoints is 5' in message
    assert 'Set model.head.num_keypoints=3' in message


def test_the_keypoint_head_of_a_detector_is_compared_too() -> None:
    head = SimpleNamespace(num_keypoints=17)
    model = SimpleNamespace(roi_head=SimpleNamespace(keypoint_head=head))
    data = SimpleNamespace(dataset=SimpleNamespace(metainfo=dict(num_keypoints=16)))
    runner = SimpleNamespace(model=model, train_dataloader=data)
    with pytest.raises(
        ValueError, match=r'model\.roi_head\.keypoint_head\.num_keypoints'
    ):
        KeypointCountCheckHook().before_train(runner)
    data.dataset.metainfo['num_keypoints'] = 17
    KeypointCountCheckHook().before_train(runner)
