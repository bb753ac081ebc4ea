"""Poseur and models to compare it with; importing registers them with mmpose."""

from .axis_coarse_branch import AxisCoarseBranch
from .backbones import HRFormerWithoutRPE, ShortHRNet, ViT
from .batched_preprocessor import BatchedPreprocessor
from .branch_fusion import BranchFusion
from .coarse_branch import BaseCoarseBranch, CoarseBranch
from .comparisons import PRTRHead, TokenPoseHead, TransPoseHead
from .dense_supervision import DenseSupervision, SupervisedScores
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
from .readouts import GaussianExpectation, LocalExpectation, UnbiasedExpectation
from .rle_loss import PoseurRLELoss
from .spatial_coarse_branch import SpatialCoarseBranch
from .spread_scale import SpreadScale

__all__ = [
    'EMSDA',
    'MSDA',
    'AxisCoarseBranch',
    'BaseCoarseBranch',
    'BatchedPreprocessor',
    'BranchFusion',
    'CoarseBranch',
    'DeconvPyramid',
    'DecoderOutput',
    'DenseSupervision',
    'FeatureMemory',
    'GaussianExpectation',
    'HRFormerWithoutRPE',
    'KeypointDistribution',
    'KeypointEncoder',
    'KeypointQueries',
    'KeypointRefinement',
    'LearnedKeypointQueries',
    'LevelMapper',
    'LocalExpectation',
    'Memory',
    'NoisyReferencePoints',
    'PRTRHead',
    'PooledLevels',
    'Poseur',
    'PoseurHead',
    'PoseurOutput',
    'PoseurRLELoss',
    'PoseurRealNVP',
    'QueryDecoder',
    'QueryDecoderLayer',
    'RandomReferencePoints',
    'ShortHRNet',
    'SpatialCoarseBranch',
    'SpreadScale',
    'SupervisedScores',
    'TokenPoseHead',
    'TopDownMapper',
    'TransPoseHead',
    'UnbiasedExpectation',
    'ViT',
]
