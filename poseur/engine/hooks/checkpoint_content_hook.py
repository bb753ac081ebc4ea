"""Hook that every run has: checkpoints hold plain data, and finite numbers only."""

from __future__ import annotations

from mmengine.hooks import Hook
from mmengine.runner import Runner

from poseur.checkpoints.finite import require_finite
from poseur.checkpoints.plain import make_plain
from poseur.engine.rank_buffers import KEY


class CheckpointContentHook(Hook):
    """Hook of :class:`PoseurRunner` that checks and converts what is saved."""

    priority = 'LOWEST'  # after EMAHook has added the averaged weights

    def before_save_checkpoint(self, runner: Runner, checkpoint: dict) -> None:
        """Check the weights and states, and convert the rest.

        Within an epoch of several processes, their buffers are added.

        Raises:
            NonFiniteCheckpointError: If a value is NaN or infinite.
        """
        if runner.rank_buffers is not None:
            checkpoint[KEY] = runner.rank_buffers
        require_finite(
            checkpoint,
            f'The training (iteration {runner.iter})',
            'Nothing was saved. Check the annotations, lower optim_wrapper.optimizer.lr'
            ', set optim_wrapper.clip_grad, or train in float32, and resume from the '
            'last checkpoint.',
        )
        make_plain(checkpoint)
