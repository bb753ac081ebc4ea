"""A training run small enough for tests: a line fitted through noisy points."""

from __future__ import annotations

import uuid
from pathlib import Path

import numpy as np
import torch
from mmengine.config import Config
from mmengine.evaluator import BaseMetric
from mmengine.hooks import Hook
from mmengine.model import BaseModel
from mmengine.structures import BaseDataElement
from mmpose.registry import DATASETS, HOOKS, METRICS, MODELS
from torch import nn
from torch.utils.data import Dataset

from poseur.datasets.sample_seed import SampleSeed
from poseur.engine import PoseurRunner


@DATASETS.register_module()
class ToyPoints(Dataset):
    """Points with random noise, drawn each time they are loaded."""

    metainfo = dict(dataset_name='toy', num_keypoints=3, sigmas=np.ones(3))

    def __init__(self, size: int = 12):
        self.size = size
        self._sample_seed = SampleSeed()

    def set_sample_seed(self, seed: int, epoch: int) -> None:
        self._sample_seed.set(seed, epoch)

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, index: int) -> dict:
        with self._sample_seed.sample(index):
            noise = np.random.randn(4).astype(np.float32)
        sample = BaseDataElement(metainfo=dict(img_path=f'images/{index:03d}.jpg'))
        return dict(inputs=torch.from_numpy(index / 12 + noise), data_samples=sample)


@MODELS.register_module()
class ToyModel(BaseModel):
    """Two layers with dropout between; the loss is NaN from call ``nan_from``."""

    def __init__(self, width: int = 8, num_keypoints: int = 3, nan_from: int = 10**9):
        super().__init__()
        self.first = nn.Linear(4, width)
        self.norm = nn.BatchNorm1d(width)
        self.dropout = nn.Dropout(0.5)
        self.last = nn.Linear(width, 1)
        self.head = nn.Identity()
        self.head.num_keypoints = num_keypoints
        self.calls, self.nan_from = 0, nan_from

    def forward(self, inputs, data_samples=None, mode='tensor'):
        points = torch.stack(inputs)
        out = self.last(self.dropout(self.norm(self.first(points))))
        if mode != 'loss':
            return [BaseDataElement(metainfo=dict(value=v.item())) for v in out]
        self.calls += 1
        scale = float('nan') if self.calls >= self.nan_from else 1.0
        fit = (out[:, 0] - points.sum(1)).square().mean()
        return dict(loss_fit=fit, loss_other=scale * out.abs().mean())


@METRICS.register_module()
class ToyMetric(BaseMetric):
    """Returns the given values one after the other, whatever is predicted."""

    default_prefix = 'toy'

    def __init__(self, values: tuple[float, ...] = (0.1, 0.2, 0.3, 0.4)):
        super().__init__()
        self.values = list(values)

    def process(self, data_batch, data_samples) -> None:
        self.results.append(len(data_samples))

    def compute_metrics(self, results: list) -> dict:
        torch.rand(1)  # validation that uses up random numbers
        return dict(AP=self.values.pop(0))


@HOOKS.register_module()
class LossRecorder(Hook):
    """Keeps every loss in a list."""

    def __init__(self):
        self.losses: list[float] = []

    def after_train_iter(self, runner, batch_idx, data_batch=None, outputs=None):
        self.losses.append(outputs['loss'].item())


def toy_config(work_dir: Path, **changes) -> Config:
    """A config of four epochs of three steps, changed at dotted keys."""
    points = dict(
        batch_size=4,
        num_workers=0,
        dataset=dict(type='ToyPoints'),
        sampler=dict(type='DefaultSampler', shuffle=True),
    )
    cfg = Config(
        dict(
            default_scope='mmpose',
            work_dir=str(work_dir),
            experiment_name=uuid.uuid4().hex,
            model=dict(type='ToyModel'),
            train_dataloader=points,
            val_dataloader=points,
            test_dataloader=points,
            train_cfg=dict(by_epoch=True, max_epochs=4, val_interval=1),
            val_cfg=dict(),
            test_cfg=dict(),
            val_evaluator=dict(type='ToyMetric'),
            test_evaluator=dict(type='ToyMetric'),
            optim_wrapper=dict(optimizer=dict(type='AdamW', lr=0.01)),
            param_scheduler=[dict(type='MultiStepLR', milestones=[2])],
            default_hooks=dict(
                checkpoint=dict(type='AtomicCheckpointHook', interval=1),
                logger=dict(type='LoggerHook', interval=1),
                sampler_seed=dict(type='DistSamplerSeedHook'),
            ),
            custom_hooks=[dict(type='EpochSeedHook'), dict(type='LossRecorder')],
            randomness=dict(seed=3),
            load_from=None,
            resume=False,
            log_level='ERROR',
        )
    )
    cfg.merge_from_dict(changes)
    return cfg


def toy_runner(work_dir: Path, **changes) -> PoseurRunner:
    """Build the runner of :func:`toy_config`."""
    return PoseurRunner.from_cfg(toy_config(work_dir, **changes))


def losses_of(runner: PoseurRunner) -> list[float]:
    """All losses that a runner has seen."""
    recorder = next(hook for hook in runner.hooks if isinstance(hook, LossRecorder))
    return recorder.losses
