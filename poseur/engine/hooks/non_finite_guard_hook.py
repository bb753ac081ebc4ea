"""Guard against losses that are not finite."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import torch
from mmengine.dist import all_reduce
from mmengine.hooks import Hook
from mmengine.runner import Runner
from mmpose.registry import HOOKS


class NonFiniteLossError(RuntimeError):
    """The training loss is NaN or infinite."""


@HOOKS.register_module()
class NonFiniteGuardHook(Hook):
    """Hook that stops training if a loss term is NaN or infinite.

    It stops before anything is saved, and in all processes at the same step, since
    their gradients are averaged.

    Only losses are checked: the loss scale handles gradients that overflow in automatic
    mixed precision.
    """

    priority = 'VERY_HIGH'

    def after_train_iter(
        self,
        runner: Runner,
        batch_idx: int,
        data_batch: dict | None = None,
        outputs: Mapping[str, torch.Tensor] | None = None,
    ) -> None:
        """Check the losses of one step.

        Args:
            runner: The runner.
            batch_idx: Number of the step within its epoch.
            data_batch: The batch, with ``data_samples``.
            outputs: Scalars by name.

        Raises:
            NonFiniteLossError: If a loss term of any process is not finite. The message
                names the step, the terms and the images of this process's batch.
        """
        terms = {
            name: torch.as_tensor(value).detach().float()
            for name, value in (outputs or {}).items()
            if 'loss' in name
        }
        failed = _any_not_finite(terms.values())
        all_reduce(failed, 'max')
        if not failed:
            return
        values = ', '.join(f'{name}={value.item():g}' for name, value in terms.items())
        bad = [name for name, value in terms.items() if not value.isfinite().all()]
        raise NonFiniteLossError(
            f'Iteration {runner.iter + 1} (epoch {runner.epoch + 1}, batch '
            f'{batch_idx + 1}): {", ".join(bad) or "losses of another process"} not '
            f'finite ({values}). Images: '
            f'{", ".join(_image_paths(data_batch)) or "unknown"}. Check their '
            'annotations, lower optim_wrapper.optimizer.lr, set '
            "optim_wrapper.clip_grad, or train in float32 (optim_wrapper.type='"
            "OptimWrapper')."
        )


def _any_not_finite(values: Iterable[torch.Tensor]) -> torch.Tensor:
    """Return 1 if a value is NaN or infinite, otherwise 0, on the values' device."""
    flags = [~value.isfinite().all() for value in values]
    return torch.stack(flags).any().float() if flags else torch.zeros(())


def _image_paths(data_batch: dict | None) -> list[str]:
    samples = (data_batch or {}).get('data_samples', [])
    return [str(getattr(sample, 'img_path', 'unknown')) for sample in samples]
