"""Optimizer parameter groups without needless splitting."""

from __future__ import annotations

from mmengine.optim import DefaultOptimWrapperConstructor
from mmpose.registry import OPTIM_WRAPPER_CONSTRUCTORS
from torch import nn


@OPTIM_WRAPPER_CONSTRUCTORS.register_module()
class MergedGroupsConstructor(DefaultOptimWrapperConstructor):
    """mmengine's constructor, with one group for all parameters of equal settings.

    With ``paramwise_cfg`` the default constructor makes a group of its own for every
    parameter, and the optimizer steps through hundreds of groups one by one. Here a
    fused or multi-tensor optimizer takes one step per setting.
    """

    def add_params(
        self,
        params: list[dict],
        module: nn.Module,
        prefix: str = '',
        is_dcn_module: int | float | None = None,
    ) -> None:
        """Append the groups of a module; the call for the whole model merges them."""
        super().add_params(params, module, prefix, is_dcn_module)
        if not prefix:
            self.adjust_groups(params, module)
            params[:] = merge_groups(params)

    def adjust_groups(self, groups: list[dict], model: nn.Module) -> None:
        """Change settings of the groups, one per parameter, before they are merged."""


def merge_groups(groups: list[dict]) -> list[dict]:
    """Join groups that differ in nothing but their parameters, in order."""
    merged: dict[tuple, dict] = {}
    for group in groups:
        settings = {key: value for key, value in group.items() if key != 'params'}
        key = tuple(sorted(settings.items()))
        joint = merged.setdefault(key, dict(settings, params=[]))
        joint['params'].extend(group['params'])
    return list(merged.values())
