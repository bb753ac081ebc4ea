"""Comparison of the numbers of keypoints in dataset and model."""

from __future__ import annotations

from typing import Any

from mmengine.hooks import Hook
from mmengine.runner import Runner
from mmpose.registry import HOOKS
from torch import nn
from torch.utils.data import DataLoader

from ..model_wrapper import unwrap_model

HEAD_ATTRIBUTES = ('num_keypoints', 'num_joints', 'out_channels')


@HOOKS.register_module()
class KeypointCountCheckHook(Hook):
    """Hook that stops a run whose dataset and head differ in their keypoint count."""

    def before_train(self, runner: Runner) -> None:
        """Check the training data."""
        self._check(runner, runner.train_dataloader, 'train_dataloader')

    def before_val(self, runner: Runner) -> None:
        """Check the validation data."""
        self._check(runner, runner.val_dataloader, 'val_dataloader')

    def before_test(self, runner: Runner) -> None:
        """Check the test data."""
        self._check(runner, runner.test_dataloader, 'test_dataloader')

    @staticmethod
    def _check(runner: Runner, dataloader: DataLoader, name: str) -> None:
        place, head = _keypoint_head(unwrap_model(runner.model))
        found = [
            (attribute, getattr(head, attribute))
            for attribute in HEAD_ATTRIBUTES
            if isinstance(getattr(head, attribute, None), int)
        ]
        dataset: Any = dataloader.dataset
        in_data = dataset.metainfo.get('num_keypoints')
        if not found or in_data is None:
            runner.logger.warning(
                f'{name}: keypoint counts were not compared, because '
                f'{type(head).__name__} has none of '
                f'{", ".join(HEAD_ATTRIBUTES)} or the dataset has no num_keypoints.'
            )
            return
        attribute, in_model = found[0]
        if in_data != in_model:
            raise ValueError(
                f'{name}.dataset ({type(dataset).__name__}, '
                f'{dataset.metainfo.get("dataset_name")}) has {in_data} '
                f'keypoints, but {place}.{attribute} is {in_model}. Set '
                f'{place}.{attribute}={in_data}, give the metainfo of this dataset '
                f'as {place}.metainfo, or use a dataset with {in_model} keypoints.'
            )


def _keypoint_head(model: nn.Module) -> tuple[str, object]:
    """Return the config key and the head of a pose model or a detector."""
    roi_head = getattr(model, 'roi_head', None)
    if roi_head is not None:
        return 'model.roi_head.keypoint_head', roi_head.keypoint_head
    return 'model.head', getattr(model, 'head', None)
