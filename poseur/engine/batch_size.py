"""The batch of a step, beside that for which the learning rate was chosen."""

from __future__ import annotations

from mmengine.config import Config


def accumulated_steps(cfg: Config) -> int:
    """Return how many batches a step of the optimizer takes."""
    return cfg.optim_wrapper.get('accumulative_counts', 1)


def batch_size_warning(cfg: Config, processes: int) -> str | None:
    """Return a warning if the learning rate is for another batch than that of a step.

    None if it fits, is scaled, or the config does not say which batch it is for.

    Args:
        cfg: Config of a training.
        processes: Number of training processes, on all machines.
    """
    scaling = cfg.get('auto_scale_lr') or {}
    expected = scaling.get('base_batch_size')
    batch = cfg.train_dataloader.get('batch_size')
    if batch is None:
        return None
    actual = batch * processes * accumulated_steps(cfg)
    if expected in (None, actual) or scaling.get('enable', False):
        return None
    return (
        f'a step has {actual} samples, but the learning rate is for {expected} '
        '(auto_scale_lr.base_batch_size). Give --auto-scale-lr or '
        'auto_scale_lr.enable=True to scale it, choose optim_wrapper.optimizer.lr '
        'yourself, or change the number of processes or train_dataloader.batch_size'
    )
