"""Cost of models: parameters, operations, memory and time."""

from .fake_tensor_model import FakeTensorModel
from .macs import count_macs
from .memory import ActivationMemory, peak_activation_bytes, peak_training_bytes
from .mmcv_flops import count_modules, to_official_counts
from .model_cost import (
    Cost,
    ModelCost,
    input_size_of,
    measure_cost,
    parameters_and_macs,
)

__all__ = [
    'ActivationMemory',
    'Cost',
    'FakeTensorModel',
    'ModelCost',
    'count_macs',
    'count_modules',
    'input_size_of',
    'measure_cost',
    'parameters_and_macs',
    'peak_activation_bytes',
    'peak_training_bytes',
    'to_official_counts',
]
