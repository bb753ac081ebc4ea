"""Optimizer parameter groups, one for each combination of settings."""

from __future__ import annotations

from mmengine.optim import DefaultOptimWrapperConstructor
from mmpose.registry import OPTIM_WRAPPER_CONSTRUCTORS
from torch import nn


@OPTIM_WRAPPER_CONSTRUCTORS.register_module()
class MergedGroupsConstructor(DefaultOptimWrapperConstructor):
    """mmengine's constructor, with one group for all parameters with equal settings.

    With ``paramwise_cfg`` the default constructor creates a group for every parameter,
    and the optimizer updates hundreds of groups one by one. Here a fused or
    multi-tensor optimizer does one update for each combination of settings.
    """

    def add_params(
        self,
        params: list[dict],
        module: nn.Module,
        prefix: str = '',
        is_dcn_module: int | float | None = None,
    ) -> None:
        """Append the groups of a module; merge all groups when it is the model."""
        super().add_params(params, module, prefix, is_dcn_module)
        if not prefix:
            self.adjust_groups(params, module)
            params[:] = merge_groups(params)

    def adjust_groups(self, groups: list[dict], model: nn.Module) -> None:
        """Change the groups, one for each parameter, before they are merged."""


def merge_groups(groups: list[dict]) -> list[dict]:
    """Merge groups that differ only in their parameters, in order."""
    merged: dict[tuple, dict] = {}
    for group in groups:
        settings = {key: value for key, value in group.items() if key != 'params'}
        key = tuple(sorted(settings.items()))
        joint = merged.setdefault(key, dict(settings, params=[]))
        joint['params'].extend(group['params'])
    return list(merged.values())
