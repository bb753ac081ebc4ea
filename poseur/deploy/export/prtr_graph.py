"""The exported part of a PRTR: from crops to keypoints and scores."""

from __future__ import annotations

from typing import Any

from mmengine.model import BaseModel
from torch import Tensor

from poseur.models.comparisons import PRTRHead

from ..metadata import ModelMetadata
from .graph import CropGraph, InferenceGraph, frozen_copy


class PRTRGraph(CropGraph):
    """A top-down PRTR without losses.

    ONNX has no operator for an assignment: the graph reads every keypoint from its most
    probable query, as :func:`build_metadata` requires of the config.

    Args:
        estimator: The model, a ``TopdownPoseEstimator`` with a :class:`PRTRHead`.
        metadata: Its metadata.
    """

    outputs = ('keypoints', 'scores')

    def __init__(self, estimator: BaseModel, metadata: ModelMetadata) -> None:
        super().__init__(estimator, metadata)
        self.head: PRTRHead = frozen_copy(estimator.head)
        self.num_keypoints = self.head.num_keypoints
        self.test_cfg: dict[str, Any] = dict(estimator.test_cfg)

    def forward(self, crops: Tensor) -> tuple[Tensor, Tensor]:
        """Predict keypoints.

        Args:
            crops: uint8 BGR ``[B, H, W, 3]``.

        Returns:
            Keypoints in pixels of the crop ``[B, K, 2]``, and scores ``[B, K]``.
        """
        coords, scores = self.head.read_out(self.features(crops), self.test_cfg)
        return coords * self.input_size, scores


def build_graph(estimator: BaseModel, metadata: ModelMetadata) -> CropGraph:
    """Return the graph of a model that :func:`build_metadata` accepts."""
    graph = PRTRGraph if isinstance(estimator.head, PRTRHead) else InferenceGraph
    return graph(estimator, metadata)
