"""Building blocks that know nothing about poses."""

from .common import full_precision, mlp
from .deformable_attention import DeformableAttention
from .emsda import EMSDA
from .feature_memory import FeatureMemory, Memory
from .msda import MSDA
from .positional_encoding import map_encoding, proposal_encoding, sine_encoding
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
