"""What models cost, and how that compares with the paper."""

from .activation_memory import ActivationMemory
from .fake_tensor_model import WeightlessModel
from .macs import count_macs
from .mmcv_flops import as_released, count_modules
from .model_cost import (
    Cost,
    ModelCost,
    input_size_of,
    measure_cost,
    peak_activation_bytes,
)
from .training_memory import peak_training_bytes

__all__ = [
    'ActivationMemory',
    'Cost',
    'ModelCost',
    'WeightlessModel',
    'as_released',
    'count_macs',
    'count_modules',
    'input_size_of',
    'measure_cost',
    'peak_activation_bytes',
    'peak_training_bytes',
]
