from __future__ import annotations

from pathlib import Path

import pytest

from poseur.engine.hooks import NonFiniteLossError
from tests.engine.toy_run import losses_of, toy_runner

GUARD = dict(type='NonFiniteGuardHook')
RECORDER = dict(type='LossRecorder')


def test_names_iteration_terms_and_images(tmp_path: Path) -> None:
    runner = toy_runner(
        tmp_path, custom_hooks=[GUARD, RECORDER], **{'model.nan_from': 5}
    )
    with pytest.raises(NonFiniteLossError) as caught:
        runner.train()
    message = str(caught.value)
    assert message.startswith('Iteration 5 (epoch 2, batch 2): loss, loss_other not')
    assert 'loss_fit=' in message
    assert 'loss_other=nan' in message
    assert message.count('images/0') == 4  # the batch size
    assert 'clip_grad' in message
    assert not (tmp_path / 'epoch_2.pth').exists()


def test_gradients_that_overflow_are_left_to_the_loss_scale(tmp_path: Path) -> None:
    """A loss scale beyond float32 makes every gradient infinite, not the loss."""
    runner = toy_runner(tmp_path, custom_hooks=[GUARD, RECORDER])
    runner.train()
    model, samples = runner.model, runner.train_dataloader.dataset
    batch = dict(inputs=[samples[i]['inputs'] for i in range(4)])
    outputs = {'loss': sum(model(**batch, mode='loss').values())}
    (outputs['loss'] * 1e38 * 1e38).backward()
    assert not model.first.weight.grad.isfinite().all()
    guard = next(h for h in runner.hooks if type(h).__name__ == 'NonFiniteGuardHook')
    guard.after_train_iter(runner, 0, batch, outputs)
    assert len(losses_of(runner)) == 12
