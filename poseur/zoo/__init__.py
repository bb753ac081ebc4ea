"""Models shipped with the package, by name; nothing here needs PyTorch."""

from .errors import AlteredModelError, NewerModelError, UnknownModelError, ZooError
from .model import CHECKPOINT, ONNX, ShippedFile, ShippedModel
from .options import add_model_options
from .registry import FOLDERS_VARIABLE, find_model, list_models, table

__all__ = [
    'CHECKPOINT',
    'FOLDERS_VARIABLE',
    'ONNX',
    'AlteredModelError',
    'NewerModelError',
    'ShippedFile',
    'ShippedModel',
    'UnknownModelError',
    'ZooError',
    'add_model_options',
    'find_model',
    'list_models',
    'table',
]
