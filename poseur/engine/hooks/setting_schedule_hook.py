"""Schedule of a setting of the model over the iterations of training."""

from __future__ import annotations

from collections.abc import Iterator

from mmengine.hooks import Hook
from mmengine.runner import Runner
from mmpose.registry import HOOKS
from torch import nn

from ..model_wrapper import unwrap_model


@HOOKS.register_module()
class SettingScheduleHook(Hook):
    """Hook that changes a number or a switch of the model during training.

    The value depends on the iteration alone, so that a resumed run equals an
    uninterrupted one. It replaces the value in the config of the model, and is logged
    under the name of the setting. Each setting needs its own hook.

    Args:
        setting: Attribute of modules of the model, such as ``likelihood_weight`` of
            :class:`PoseurRLELoss` or ``decoder_shapes_features`` of :class:`Poseur`.
            All modules with such an attribute are set. A path restricts them:
            ``decoder_loss.likelihood_weight``.
        start: Value at first.
        stop: Value at last. Numbers change linearly from iteration ``begin`` to
            iteration ``end``.
        begin: Iteration at which the change begins, counted from 0.
        end: First iteration with ``stop``. By default ``begin``: the value then changes
            at once, as a switch always does.

    Raises:
        ValueError: If the values are neither two numbers nor two switches, or ``begin``
            and ``end`` are not in order.
    """

    def __init__(
        self,
        setting: str,
        start: float | bool,
        stop: float | bool,
        begin: int,
        end: int | None = None,
    ) -> None:
        name = f'SettingScheduleHook(setting={setting!r})'
        end = begin if end is None else end
        if isinstance(start, bool) != isinstance(stop, bool):
            raise ValueError(
                f'{name}: start={start} and stop={stop} must be two numbers, or True '
                'and False'
            )
        if not 0 <= begin <= end:
            raise ValueError(f'{name} needs 0 <= begin={begin} <= end={end}')
        if isinstance(stop, bool) and begin < end:
            raise ValueError(f'{name} changes a switch at once; remove end={end}')
        self.name = name
        self.setting = setting
        self._attribute = setting.rpartition('.')[2]
        self.start, self.stop = start, stop
        self.begin, self.end = begin, end
        self._owners: list[nn.Module] = []

    def before_train(self, runner: Runner) -> None:
        """Find the modules that have the setting.

        Raises:
            ValueError: If there are none, or training ends before ``begin``.
        """
        model = unwrap_model(runner.model)
        self._owners = list(self._modules_with_setting(model))
        if not self._owners:
            kind = 'switch' if isinstance(self.stop, bool) else 'number'
            raise ValueError(
                f'{self.name} in custom_hooks: no module of {type(model).__name__} has '
                f'a {kind} {self.setting!r}. Correct the name, use a model with it '
                '(likelihood_weight needs a PoseurRLELoss), or remove the hook.'
            )
        if self.begin >= runner.max_iters:
            raise ValueError(
                f'{self.name} in custom_hooks: begin={self.begin} is never reached in '
                f'{runner.max_iters} iterations. Lower begin, or remove the hook.'
            )

    def before_train_iter(
        self, runner: Runner, batch_idx: int, data_batch: dict | None = None
    ) -> None:
        """Set the value of this iteration."""
        value = self.value_at(runner.iter)
        for module in self._owners:
            setattr(module, self._attribute, value)
        runner.message_hub.update_scalar(f'train/{self.setting}', float(value))

    def value_at(self, iteration: int) -> float | bool:
        """Return the value of an iteration, counted from 0."""
        if iteration >= self.end:
            return self.stop
        if iteration <= self.begin:
            return self.start
        progress = (iteration - self.begin) / (self.end - self.begin)
        return self.start + progress * (self.stop - self.start)

    def _modules_with_setting(self, model: nn.Module) -> Iterator[nn.Module]:
        """Yield the modules whose attribute is of the kind of the values."""
        switch = isinstance(self.stop, bool)
        for name, module in model.named_modules():
            value = vars(module).get(self._attribute)
            if (
                f'.{name}.{self._attribute}'.endswith(f'.{self.setting}')
                and isinstance(value, int | float)
                and isinstance(value, bool) == switch
            ):
                yield module
