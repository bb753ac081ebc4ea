"""Stop training at the first loss that is not a finite number."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from mmengine.hooks import Hook
from mmengine.runner import Runner
from mmpose.registry import HOOKS


class NonFiniteLossError(RuntimeError):
    """The training loss has become NaN or infinite."""


@HOOKS.register_module()
class NonFiniteGuardHook(Hook):
    """Stop when a loss term is NaN or infinite, before anything is saved.

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
                the terms and the images of the batch.
        """
        terms = {
            name: torch.as_tensor(value).detach().float().cpu()
            for name, value in (outputs or {}).items()
            if 'loss' in name
        }
        bad = [name for name, value in terms.items() if not value.isfinite().all()]
        if not bad:
            return
        values = ', '.join(f'{name}={value.item():g}' for name, value in terms.items())
        raise NonFiniteLossError(
            f'Iteration {runner.iter + 1} (epoch {runner.epoch + 1}, batch '
            f'{batch_idx + 1}): {", ".join(bad)} not finite ({values}). Images: '
            f'{", ".join(_image_paths(data_batch)) or "unknown"}. Check their '
            'annotations, lower optim_wrapper.optimizer.lr, set '
            'optim_wrapper.clip_grad, or train without --amp.'
        )


def _image_paths(data_batch: dict | None) -> list[str]:
    samples = (data_batch or {}).get('data_samples', [])
    return [str(getattr(sample, 'img_path', 'unknown')) for sample in samples]
