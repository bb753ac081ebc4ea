"""Stop training at the first loss that is not a finite number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import torch
from mmengine.dist import all_reduce
from mmengine.hooks import Hook
from mmengine.runner import Runner
from mmpose.registry import HOOKS


class NonFiniteLossError(RuntimeError):
    """The training loss has become NaN or infinite."""


@HOOKS.register_module()
class NonFiniteGuardHook(Hook):
    """Stop when a loss term is NaN or infinite, before anything is saved.

    All processes of a run stop at the same step: the gradients of one that had such a
    loss have reached the weights of the others.

    Only losses are looked at: gradients that overflow under automatic mixed
    precision are handled by the loss scale.
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
            runner (Runner): The runner.
            batch_idx (int): Number of the step within its epoch.
            data_batch (dict | None): The batch, with ``data_samples``.
            outputs (Mapping[str, torch.Tensor] | None): Scalars by name.

        Raises:
            NonFiniteLossError: If a loss term is not finite, naming the step,
                the terms and the images of the batch; in processes whose own losses
                are finite it says so.
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
    """One where a value is NaN or infinite, else zero; it stays on its device."""
    flags = [~value.isfinite().all() for value in values]
    return torch.stack(flags).any().float() if flags else torch.zeros(())


def _image_paths(data_batch: dict | None) -> list[str]:
    samples = (data_batch or {}).get('data_samples', [])
    return [str(getattr(sample, 'img_path', 'unknown')) for sample in samples]
