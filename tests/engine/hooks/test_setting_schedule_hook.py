from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from mmengine.logging import MessageHub
from mmengine.model import BaseModel
from mmengine.structures import BaseDataElement
from mmpose.registry import MODELS
from torch import distributed, multiprocessing, nn
from torch.nn.parallel import DistributedDataParallel

from poseur.engine.hooks import SettingScheduleHook
from poseur.models import KeypointDistribution, PoseurRLELoss
from tests.helpers.tiny_detector import tiny_detector
from tests.helpers.tiny_pose import images, pose_samples, tiny_estimator
from tests.helpers.toy_run import losses_of, toy_runner

BASE_HOOKS = [dict(type='EpochSeedHook'), dict(type='LossRecorder')]
FADE_IN = dict(
    type='SettingScheduleHook',
    setting='likelihood_weight',
    start=0.0,
    stop=1.0,
    begin=4,
    end=8,
)
WEIGHTS = [0, 0, 0, 0, 0, 0.25, 0.5, 0.75, 1, 1, 1, 1]
DENSE = dict(
    coarse_branch=dict(type='SpatialCoarseBranch'),
    coarse_level=1,
    dense_supervision=dict(type='DenseSupervision'),
)
LATER_ALL = dict(setting='decoder_shapes_features', start=False, stop=True, begin=2)


@MODELS.register_module()
class ToyRegression(BaseModel):
    """A linear layer that predicts the sums of pairs of numbers, with their scales."""

    def __init__(self, **loss) -> None:
        super().__init__()
        self.layer = nn.Linear(4, 4)
        flow = dict(type='PoseurRealNVP', hidden_channels=8)
        self.criterion = PoseurRLELoss(flow, l1_weight=2.0, **loss)

    def forward(self, inputs, data_samples=None, mode='tensor'):
        points = torch.stack(inputs)
        if mode != 'loss':
            return [BaseDataElement()] * len(points)
        mu, scale = self.layer(points)[:, None].chunk(2, dim=-1)
        target = points.view(-1, 1, 2, 2).sum(-1)
        predicted = KeypointDistribution(mu, scale.sigmoid())
        weight = torch.ones_like(target)
        return dict(loss_fit=self.criterion(predicted, target, weight))


def train(work_dir: Path, *hooks: dict, model: dict | None = None, **changes):
    runner = toy_runner(
        work_dir,
        model=dict(type='ToyRegression', _delete_=True) | (model or {}),
        custom_hooks=[*BASE_HOOKS, *hooks],
        **changes,
    )
    runner.train()
    return runner


def attach(hook: SettingScheduleHook, model: nn.Module, max_iters: int = 10):
    """Return a function that prepares the model for an iteration."""
    hub = MessageHub.get_instance('schedule')
    runner = SimpleNamespace(model=model, max_iters=max_iters, message_hub=hub)
    hook.before_train(runner)

    def prepare(iteration: int) -> None:
        runner.iter = iteration
        hook.before_train_iter(runner, 0)

    return prepare


def test_the_likelihood_fades_in_after_the_absolute_error(tmp_path: Path) -> None:
    still = {'optim_wrapper.optimizer.lr': 0.0}
    runner = train(tmp_path / 'a', FADE_IN, **still)
    logged, _ = runner.message_hub.get_scalar('train/likelihood_weight').data
    assert logged.tolist() == WEIGHTS
    without, full = (
        losses_of(train(tmp_path / name, model=dict(likelihood_weight=weight), **still))
        for name, weight in (('b', 0.0), ('c', 1.0))
    )
    expected = [
        absolute + weight * (both - absolute)
        for absolute, both, weight in zip(without, full, WEIGHTS, strict=True)
    ]
    assert losses_of(runner) == pytest.approx(expected, rel=1e-5)


def test_resumed_run_equals_an_uninterrupted_one(tmp_path: Path) -> None:
    fade_out = FADE_IN | dict(setting='l1_weight', start=3.0, stop=0.5, end=10)
    whole = train(tmp_path / 'whole', FADE_IN, fade_out)
    (tmp_path / 'cut').mkdir()
    shutil.copy(tmp_path / 'whole' / 'epoch_2.pth', tmp_path / 'cut')
    rest = train(tmp_path / 'cut', FADE_IN, fade_out, resume=True)
    assert losses_of(rest) == losses_of(whole)[6:]
    for name, value in whole.model.state_dict().items():
        assert torch.equal(value, rest.model.state_dict()[name]), name


def test_values_at_both_ends_are_exact() -> None:
    hook = SettingScheduleHook('l1_weight', start=0.1, stop=0.3, begin=5, end=8)
    assert [hook.value_at(i) for i in (0, 5, 8, 99)] == [0.1, 0.1, 0.3, 0.3]
    assert hook.value_at(6) == pytest.approx(1 / 6)
    switch = SettingScheduleHook('detach_references', True, False, begin=3)
    assert [switch.value_at(i) for i in (0, 2, 3, 9)] == [True, True, False, False]


@pytest.mark.parametrize(('kind', 'losses'), [('poseur', 2), ('rle', 1)])
def test_losses_of_a_detector_are_scheduled_too(kind: str, losses: int) -> None:
    detector = tiny_detector(kind)
    found = [m for m in detector.modules() if isinstance(m, PoseurRLELoss)]
    assert len(found) == losses
    prepare = attach(SettingScheduleHook('likelihood_weight', 0, 1, 2, 6), detector)
    for iteration, weight in ((0, 0), (3, 0.25), (6, 1)):
        prepare(iteration)
        assert [loss.likelihood_weight for loss in found] == [weight] * losses


def test_a_path_selects_modules() -> None:
    poseur = tiny_estimator().head.poseur
    attach(SettingScheduleHook('decoder_loss.l1_weight', 2.0, 1.0, 5), poseur)(0)
    assert (poseur.decoder_loss.l1_weight, poseur.coarse_loss.l1_weight) == (2.0, 0.0)


@pytest.mark.parametrize(
    ('setting', 'values'),
    [
        ('likelihood_weight', (0.0, 1.0)),
        ('other_loss.likelihood_weight', (0.0, 1.0)),
        ('decoder_shapes_features', (False, True)),
        ('bias', (0.0, 1.0)),  # a parameter
    ],
)
def test_a_model_without_the_setting_is_refused(
    tmp_path: Path, setting: str, values: tuple
) -> None:
    hook = dict(type='SettingScheduleHook', setting=setting, begin=2)
    hook.update(zip(('start', 'stop'), values, strict=True))
    model = 'ToyRegression' if 'other' in setting else 'ToyModel'
    with pytest.raises(ValueError, match=f"no module of {model} has .* '{setting}'"):
        train(tmp_path, hook, model=dict(type=model))


def test_a_switch_is_no_number() -> None:
    hook = SettingScheduleHook('decoder_shapes_features', 0.0, 1.0, 2)
    with pytest.raises(ValueError, match="has a number 'decoder_shapes_features'"):
        attach(hook, tiny_estimator())


def test_a_schedule_after_the_end_is_refused() -> None:
    hook = SettingScheduleHook('likelihood_weight', 0.0, 1.0, 10)
    with pytest.raises(ValueError, match='begin=10 is never reached in 10 iterations'):
        attach(hook, tiny_estimator(), max_iters=10)


@pytest.mark.parametrize(
    ('values', 'message'),
    [
        (dict(start=0.0, stop=True, begin=2), 'two numbers, or True and False'),
        (dict(start=0.0, stop=1.0, begin=-1), 'needs 0 <= begin=-1'),
        (dict(start=0.0, stop=1.0, begin=5, end=4), 'begin=5 <= end=4'),
        (dict(start=False, stop=True, begin=2, end=4), 'at once; remove end=4'),
    ],
)
def test_impossible_values_are_refused(values: dict, message: str) -> None:
    with pytest.raises(ValueError, match=rf"setting='likelihood_weight'.*{message}"):
        SettingScheduleHook('likelihood_weight', **values)


def total(losses: dict[str, torch.Tensor]) -> torch.Tensor:
    return sum(value for name, value in losses.items() if name.startswith('loss'))


def test_the_decoder_shapes_the_features_later() -> None:
    model = tiny_estimator(**DENSE).train()
    prepare = attach(SettingScheduleHook(**LATER_ALL), model)
    for iteration, shapes in ((1, False), (2, True)):
        prepare(iteration)
        model.zero_grad()
        losses = model.loss(images(), pose_samples())
        losses['loss_layer1'].backward(retain_graph=True)
        reached = [p.grad is not None for p in model.neck.parameters()]
        assert reached == [shapes] * len(reached)
        total(losses).backward()
        assert all(p.grad is not None for p in model.parameters())


def _train_in_process(rank: int, folder: Path) -> None:
    """Train five iterations while the decoder and the likelihoods are switched on.

    ``DistributedDataParallel`` fails if a parameter gets no gradient.
    """
    torch.set_num_threads(1)
    store = (folder / 'store').as_uri()
    distributed.init_process_group('gloo', store, rank=rank, world_size=2)
    try:
        model = DistributedDataParallel(tiny_estimator(**DENSE).train())
        hooks = (
            SettingScheduleHook(**LATER_ALL),
            SettingScheduleHook('likelihood_weight', 0.0, 1.0, begin=1, end=3),
        )
        prepared = [attach(hook, model) for hook in hooks]
        optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
        for iteration in range(5):
            for prepare in prepared:
                prepare(iteration)
            optimizer.zero_grad()
            total(model(images(), pose_samples(), mode='loss')).backward()
            optimizer.step()
        torch.save(dict(model.module.named_parameters()), folder / f'{rank}.pth')
    finally:
        # Gloo's threads may abort a process that ends without this.
        distributed.destroy_process_group()


@pytest.mark.slow
def test_processes_stay_equal_while_settings_change(tmp_path: Path) -> None:
    multiprocessing.spawn(_train_in_process, (tmp_path,), nprocs=2)
    first, second = (torch.load(tmp_path / f'{rank}.pth') for rank in range(2))
    assert len(first) > 100
    assert all(torch.equal(value, second[name]) for name, value in first.items())
