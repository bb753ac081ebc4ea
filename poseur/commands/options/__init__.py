"""Options that several commands have."""

from .arguments import add_config, add_prediction_arguments, add_run_arguments, positive
from .config_options import add_config_options

__all__ = [
    'add_config',
    'add_config_options',
    'add_prediction_arguments',
    'add_run_arguments',
    'positive',
]
