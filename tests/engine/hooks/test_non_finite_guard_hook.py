from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from torch import distributed, multiprocessing

from poseur.engine.hooks import NonFiniteGuardHook, NonFiniteLossError
from tests.helpers.toy_run import losses_of, toy_runner

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


def _guard_in_process(rank: int, folder: Path) -> None:
    """Check a loss that is NaN in the second process only."""
    store = (folder / 'store').as_uri()
    distributed.init_process_group('gloo', store, rank=rank, world_size=2)
    losses = dict(loss=torch.tensor([1.5, torch.nan][rank]))
    try:
        NonFiniteGuardHook().after_train_iter(
            SimpleNamespace(iter=6, epoch=1), 2, {}, losses
        )
    except NonFiniteLossError as error:
        (folder / f'{rank}.txt').write_text(str(error))
    finally:
        # Gloo's threads may abort a process that ends without this.
        distributed.destroy_process_group()


@pytest.mark.slow
def test_all_processes_stop_at_the_same_step(tmp_path: Path) -> None:
    multiprocessing.spawn(_guard_in_process, (tmp_path,), nprocs=2)
    messages = [(tmp_path / f'{rank}.txt').read_text() for rank in range(2)]
    place = 'Iteration 7 (epoch 2, batch 3): '
    assert messages[0].startswith(f'{place}losses of another process not finite')
    assert messages[1].startswith(f'{place}loss not finite (loss=nan)')
