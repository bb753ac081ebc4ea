"""The learning rate and the batch that it is for."""

from __future__ import annotations

from pathlib import Path

import pytest
from mmengine.config import Config

from poseur.engine.batch_size import batch_size_warning
from tests.helpers.toy_run import toy_runner


def config(batch_size: int = 8, base: int | None = 64, **wrapper: int) -> Config:
    scaling = None if base is None else dict(base_batch_size=base)
    return Config(
        dict(
            train_dataloader=dict(batch_size=batch_size),
            optim_wrapper=wrapper,
            auto_scale_lr=scaling,
        )
    )


def test_a_batch_that_fits() -> None:
    assert batch_size_warning(config(), 8) is None
    assert batch_size_warning(config(accumulative_counts=4), 2) is None
    assert batch_size_warning(config(base=None), 1) is None
    scaled = config()
    scaled.auto_scale_lr.enable = True
    assert batch_size_warning(scaled, 1) is None


def test_a_batch_that_does_not_fit() -> None:
    warning = batch_size_warning(config(accumulative_counts=2), 2)
    assert warning is not None
    assert warning.startswith('a step has 32 samples, but the learning rate is for 64')
    assert '--auto-scale-lr' in warning


@pytest.mark.parametrize(('accumulated', 'factor'), [(1, 0.125), (2, 0.25)])
def test_the_rate_is_scaled_with_accumulated_batches(
    tmp_path: Path, accumulated: int, factor: float
) -> None:
    plain = toy_runner(tmp_path / 'plain')
    batch = plain.cfg.train_dataloader.batch_size
    wrapper = dict(plain.cfg.optim_wrapper, accumulative_counts=accumulated)
    runner = toy_runner(
        tmp_path / 'scaled',
        auto_scale_lr=dict(enable=True, base_batch_size=8 * batch),
        optim_wrapper=wrapper,
        param_scheduler=[],
        experiment_name='scaled',
    )
    runner.train()
    rate = runner.optim_wrapper.param_groups[0]['lr']
    assert rate == pytest.approx(factor * wrapper['optimizer']['lr'])


def test_the_log_warns(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    runner = toy_runner(tmp_path, auto_scale_lr=dict(base_batch_size=1000))
    runner.logger.addHandler(caplog.handler)
    runner.train()
    assert 'but the learning rate is for 1000' in caplog.text
