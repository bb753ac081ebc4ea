"""Building blocks without knowledge of poses."""

from .deformable_attention import DeformableAttention
from .emsda import EMSDA
from .feature_memory import FeatureMemory, Memory
from .mlp import mlp
from .msda import MSDA
from .positional_encoding import map_encoding, proposal_encoding, sine_encoding
from .precision import full_precision
from .real_nvp import PoseurRealNVP

__all__ = [
    'EMSDA',
    'MSDA',
    'DeformableAttention',
    'FeatureMemory',
    'Memory',
    'PoseurRealNVP',
    'full_precision',
    'map_encoding',
    'mlp',
    'proposal_encoding',
    'sine_encoding',
]
