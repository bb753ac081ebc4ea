"""The Poseur model; importing registers its modules in mmpose's registry."""

from .backbones import HRFormerWithoutRPE, ViT
from .coarse_branch import CoarseBranch
from .heads import PoseurHead, PoseurOutput
from .keypoint_distribution import KeypointDistribution
from .keypoint_encoder import KeypointEncoder, KeypointQueries
from .keypoint_refinement import KeypointRefinement
from .layers import EMSDA, MSDA, FeatureMemory, Memory, PoseurRealNVP
from .learned_keypoint_queries import LearnedKeypointQueries
from .losses import PoseurRLELoss
from .necks import DeconvPyramid, LevelMapper, PooledLevels
from .noisy_reference_points import NoisyReferencePoints, RandomReferencePoints
from .query_decoder import DecoderOutput, QueryDecoder, QueryDecoderLayer

__all__ = [
    'EMSDA',
    'MSDA',
    'CoarseBranch',
    'DeconvPyramid',
    'DecoderOutput',
    'FeatureMemory',
    'HRFormerWithoutRPE',
    'KeypointDistribution',
    'KeypointEncoder',
    'KeypointQueries',
    'KeypointRefinement',
    'LearnedKeypointQueries',
    'LevelMapper',
    'Memory',
    'NoisyReferencePoints',
    'PooledLevels',
    'PoseurHead',
    'PoseurOutput',
    'PoseurRLELoss',
    'PoseurRealNVP',
    'QueryDecoder',
    'QueryDecoderLayer',
    'RandomReferencePoints',
    'ViT',
]
