"""Parameters and operations of a model, part by part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mmengine.config import Config
from torch import nn

from poseur.config import crop_size, is_detector

from .fake_tensor_model import FakeTensorModel
from .macs import count_macs
from .mmcv_flops import count_modules, to_official_counts

BACKBONE = 'backbone'
NECK = 'neck'
COARSE_BRANCH = 'coarse branch'
KEYPOINT_ENCODER = 'keypoint encoder'
QUERY_DECODER = 'query decoder'
OTHER_HEADS = 'other heads'
FLOWS = 'flows, losses'

#: Prefixes of the names of each part's modules. ``OTHER_HEADS`` has all other names.
PREFIXES: dict[str, tuple[str, ...]] = {
    BACKBONE: ('backbone',),
    NECK: ('neck',),
    COARSE_BRANCH: ('head.poseur.coarse_branch',),
    KEYPOINT_ENCODER: ('head.poseur.keypoint_encoder',),
    QUERY_DECODER: ('head.poseur.memory', 'head.poseur.query_decoder'),
    OTHER_HEADS: (),
    FLOWS: (
        'head.poseur.coarse_loss',
        'head.poseur.decoder_loss',
        'head.poseur.dense_supervision',
        'head.loss_module',
    ),
}


@dataclass(frozen=True)
class Cost:
    """Cost of a model or of a part of it.

    Attributes:
        parameters: Number of parameters.
        paper_count: Operations per image as the paper counts them, see
            :mod:`poseur.analysis.mmcv_flops`.
        macs: Multiply-adds per image, see :mod:`poseur.analysis.macs`.
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
    """Cost of a model by part.

    Attributes:
        parts: Cost of each part in :data:`PREFIXES`.
    """

    parts: dict[str, Cost]

    def of(self, names: Iterable[str]) -> Cost:
        """Return the summed cost of some parts."""
        return sum((self.parts[name] for name in names), Cost())

    @property
    def total(self) -> Cost:
        """Cost of all parts, including those that only training needs."""
        return self.of(self.parts)

    @property
    def without_flows(self) -> Cost:
        """Cost of the parts that exist at test time."""
        return self.of(name for name in self.parts if name != FLOWS)


def input_size_of(cfg: Config) -> tuple[int, int]:
    """Return height and width of a config's crops, the order :func:`measure_cost` uses.

    Raises:
        ValueError: If the codec of the model's head does not define them.
    """
    width, height = crop_size(cfg)
    return height, width


def measure_cost(cfg: Config, input_size: tuple[int, int]) -> ModelCost:
    """Count parameters and operations of a model.

    Args:
        cfg: Config of the model. No weights are created or loaded.
        input_size: Height and width of the crops.
    """
    fake = FakeTensorModel(cfg)
    model = fake.model
    with count_modules(model) as operations, count_macs() as macs:
        fake.run(*input_size)
    parameters = {name: value.numel() for name, value in model.named_parameters()}
    columns = (
        sum_by_part(parameters),
        sum_by_part(to_official_counts(model, operations)),
        split_by_part(macs),
    )
    return ModelCost(
        {part: Cost(*(column[part] for column in columns)) for part in PREFIXES}
    )


def parameters_and_macs(cfg: Config) -> tuple[int, int | None]:
    """Return a model's parameters at test time and its multiply-adds per crop.

    The flows of the losses are left out. For detectors the multiply-adds are None:
    they depend on the image size and on the number of people, see
    :func:`poseur.analysis.detector_cost.measure_detector`.
    """
    if is_detector(cfg):
        return count_test_parameters(FakeTensorModel(cfg).model), None
    cost = measure_cost(cfg, input_size_of(cfg)).without_flows
    return cost.parameters, cost.macs


def count_test_parameters(model: nn.Module) -> int:
    """Return the number of a detector's parameters without the flows of its losses."""
    return sum(
        parameter.numel()
        for name, parameter in model.named_parameters()
        if '_loss.' not in name
    )


def part_of(name: str) -> str:
    """Return the part that a module or parameter belongs to, given its name."""
    for part, prefixes in PREFIXES.items():
        if any(f'{name}.'.startswith(f'{prefix}.') for prefix in prefixes):
            return part
    return OTHER_HEADS


def sum_by_part(counts: Mapping[str, int]) -> dict[str, int]:
    """Sum the counts of single modules or parameters, given by name, for each part."""
    sums = dict.fromkeys(PREFIXES, 0)
    for name, count in counts.items():
        sums[part_of(name)] += count
    return sums


def split_by_part(counts: Mapping[str, int]) -> dict[str, int]:
    """Split a whole model's count into those of its parts.

    Args:
        counts: Counts by module name, each including those of its submodules. The name
            of the whole model is ``''``.
    """
    parts = {
        part: sum(counts.get(prefix, 0) for prefix in prefixes)
        for part, prefixes in PREFIXES.items()
    }
    parts[OTHER_HEADS] = counts[''] - sum(parts.values())
    return parts
