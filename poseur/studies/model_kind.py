"""What differs between models of crops and models of whole images."""

from __future__ import annotations

from mmengine.config import Config

from poseur.analysis import input_size_of, measure_cost
from poseur.analysis.detector_cost import count_parameters
from poseur.analysis.fake_tensor_model import WeightlessModel
from poseur.config import default_scope


def is_detector(cfg: Config) -> bool:
    """Whether the model of a config finds people by itself in whole images."""
    return 'rpn_head' in cfg.model


def parameters_and_macs(cfg: Config) -> tuple[int, int | None]:
    """Parameters at test time without flows, and multiply-adds for one crop.

    The latter are None for whole images, whose size and number of people vary; see
    :func:`poseur.analysis.detector_cost.measure_detector`.
    """
    if is_detector(cfg):
        with default_scope(cfg):
            return count_parameters(WeightlessModel(cfg.model).model), None
    cost = measure_cost(cfg, input_size_of(cfg)).without_flows
    return cost.parameters, cost.macs
