"""What a model costs: parameters, operations and memory of activations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mmengine.config import Config

from poseur.config import crop_size, default_scope

from .activation_memory import ActivationMemory
from .fake_tensor_model import WeightlessModel
from .macs import count_macs
from .mmcv_flops import as_released, count_modules
from .model_parts import FLOWS, split_by_part, sum_by_part


@dataclass(frozen=True)
class Cost:
    """Cost of a model or of a part of it.

    Attributes:
        parameters: Number of parameters.
        paper_count: Operations for one image as the paper counts them, see
            :mod:`poseur.analysis.mmcv_flops`.
        macs: Multiply-adds for one image, see :mod:`poseur.analysis.macs`.
    """

    parameters: int = 0
    paper_count: int = 0
    macs: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.parameters + other.parameters,
            self.paper_count + other.paper_count,
            self.macs + other.macs,
        )


@dataclass(frozen=True)
class ModelCost:
    """Cost of a model by its parts, see :mod:`poseur.analysis.model_parts`."""

    parts: dict[str, Cost]

    def of(self, names: Iterable[str]) -> Cost:
        """Cost of some parts together."""
        return sum((self.parts[name] for name in names), Cost())

    @property
    def total(self) -> Cost:
        """Cost of all parts, the flows of the losses included."""
        return self.of(self.parts)

    @property
    def without_flows(self) -> Cost:
        """Cost of what is left at test time."""
        return self.of(name for name in self.parts if name != FLOWS)


def input_size_of(cfg: Config) -> tuple[int, int]:
    """Height and width of the crops of a config, as :func:`measure_cost` takes them.

    Raises:
        ValueError: If the model has no codec that tells.
    """
    width, height = crop_size(cfg)
    return height, width


def measure_cost(cfg: Config, input_size: tuple[int, int]) -> ModelCost:
    """Count parameters and operations of a model.

    Args:
        cfg: Config of the model. No weights are made or loaded.
        input_size: Height and width of the crops.
    """
    with default_scope(cfg):
        weightless = WeightlessModel(cfg.model)
    model = weightless.model
    with count_modules(model) as operations, count_macs() as macs:
        weightless.run(*input_size)
    parameters = {name: value.numel() for name, value in model.named_parameters()}
    columns = (
        sum_by_part(parameters),
        sum_by_part(as_released(model, operations)),
        split_by_part(macs),
    )
    return ModelCost(
        {part: Cost(*(column[part] for column in columns)) for part in columns[0]}
    )


def peak_activation_bytes(
    cfg: Config, input_size: tuple[int, int], batch: int = 1
) -> int:
    """The most bytes that images and activations take at once in a test.

    Args:
        cfg: Config of the model.
        input_size: Height and width of the crops.
        batch: Number of crops.
    """
    with default_scope(cfg):
        weightless = WeightlessModel(cfg.model)
    with ActivationMemory() as memory:
        weightless.run(*input_size, batch)
    return memory.peak
