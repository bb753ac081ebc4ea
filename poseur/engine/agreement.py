"""Runs in which config, model, datasets and evaluators fit together."""

from __future__ import annotations

from typing import Any

from mmengine.evaluator import Evaluator
from mmengine.runner import BaseLoop, Runner
from torch import nn

from poseur.config.schedules import schedule_problems
from poseur.evaluation.checked_coco import with_checked_files
from poseur.evaluation.coverage import check_evaluator

from .comparisons import (
    check_keypoint_count,
    check_not_empty,
    check_same_keypoints,
    check_sizes,
)
from .model_wrapper import unwrap_model


class AgreementMixin(Runner):
    """Comparison of config, model, datasets and evaluators before the first step.

    List it before a runner of mmengine. A difference between them would mostly run, and
    give wrong numbers. It is refused with both keys and values:

    - sizes of crops, targets and heatmaps of pipelines, head and model,
    - number, names and pairs of keypoints of datasets and model,
    - images and people of a dataset and of its evaluator.

    Schedules that the training is too short for are named in the log, since short runs
    are a common way to try something.
    """

    def train(self) -> nn.Module:
        """Train the model, see :meth:`mmengine.runner.Runner.train`.

        Raises:
            ValueError: If config, model, datasets and evaluator do not fit together.
        """
        self._check_sizes('train', *(() if self._val_loop is None else ('val',)))
        return super().train()

    def val(self) -> dict:
        """Validate the model; it raises what :meth:`train` raises."""
        self._check_sizes('val')
        return super().val()

    def test(self) -> dict:
        """Test the model; it raises what :meth:`train` raises."""
        self._check_sizes('test')
        return super().test()

    def build_train_loop(self, loop: BaseLoop | dict) -> BaseLoop:
        """Build the training loop, compare it with the model and the schedules.

        Args:
            loop: The loop or its config.
        """
        loop = super().build_train_loop(loop)
        check_not_empty(loop.dataloader, 'train_dataloader')
        self._check_data(loop, 'train')
        schedulers = self.cfg.get('param_scheduler')
        for problem in schedule_problems(schedulers, loop.max_epochs, loop.max_iters):
            self.logger.warning(problem)
        return loop

    def build_val_loop(self, loop: BaseLoop | dict) -> BaseLoop:
        """Build the validation loop, compare it with the model and the training.

        Args:
            loop: The loop or its config.
        """
        loop = super().build_val_loop(loop)
        self._check_data(loop, 'val')
        if isinstance(self._train_loop, BaseLoop):
            trained: Any = self._train_loop.dataloader.dataset
            check_same_keypoints(trained, loop.dataloader.dataset)
        return loop

    def build_test_loop(self, loop: BaseLoop | dict) -> BaseLoop:
        """Build the test loop and compare it with the model.

        Args:
            loop: The loop or its config.
        """
        loop = super().build_test_loop(loop)
        self._check_data(loop, 'test')
        return loop

    def build_evaluator(self, evaluator: dict | list | Evaluator) -> Evaluator:
        """Build an evaluator; mmpose's COCO metrics become those with a checked file.

        Args:
            evaluator: The evaluator, or the config of one or several metrics.
        """
        return super().build_evaluator(with_checked_files(evaluator))

    def _check_sizes(self, *phases: str) -> None:
        check_sizes(self.cfg, unwrap_model(self.model), phases)

    def _check_data(self, loop: BaseLoop, phase: str) -> None:
        dataset, model = loop.dataloader.dataset, unwrap_model(self.model)
        check_keypoint_count(dataset, model, f'{phase}_dataloader')
        if hasattr(loop, 'evaluator'):
            check_evaluator(loop.evaluator, loop.dataloader, phase)
