"""The Poseur model; importing registers its modules in mmpose's registry."""

from .backbones import HRFormerWithoutRPE, ViT
from .coarse_branch import CoarseBranch
from .dense_supervision import DenseSupervision
from .keypoint_distribution import KeypointDistribution
from .keypoint_encoder import KeypointEncoder, KeypointQueries
from .layers import EMSDA, MSDA, FeatureMemory, Memory, PoseurRealNVP
from .learned_keypoint_queries import LearnedKeypointQueries
from .necks import DeconvPyramid, LevelMapper, PooledLevels, TopDownMapper
from .noisy_reference_points import NoisyReferencePoints, RandomReferencePoints
from .poseur import Poseur, PoseurOutput
from .poseur_head import PoseurHead
from .query_decoder import (
    DecoderOutput,
    KeypointRefinement,
    QueryDecoder,
    QueryDecoderLayer,
)
from .rle_loss import PoseurRLELoss
from .spatial_coarse_branch import SpatialCoarseBranch

__all__ = [
    'EMSDA',
    'MSDA',
    'CoarseBranch',
    'DeconvPyramid',
    'DecoderOutput',
    'DenseSupervision',
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
    'Poseur',
    'PoseurHead',
    'PoseurOutput',
    'PoseurRLELoss',
    'PoseurRealNVP',
    'QueryDecoder',
    'QueryDecoderLayer',
    'RandomReferencePoints',
    'SpatialCoarseBranch',
    'TopDownMapper',
    'ViT',
]
