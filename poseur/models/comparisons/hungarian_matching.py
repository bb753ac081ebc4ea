"""One-to-one assignments between keypoints and queries."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from scipy.optimize import linear_sum_assignment
from torch import Tensor

#: Cost of a match that is not a number: others are preferred to it.
WORST_COST = 1e6


class QueryPrediction(NamedTuple):
    """Predictions of ``Q`` queries.

    Attributes:
        logits: Scores of the ``K`` keypoints, and of the background as the last one,
            ``[..., Q, K + 1]``.
        coords: Locations in units of the crop's width and height, ``[..., Q, 2]``.
    """

    logits: Tensor
    coords: Tensor

    @property
    def last(self) -> QueryPrediction:
        """Prediction of the last layer, if the first dimension is that of layers."""
        return QueryPrediction(self.logits[-1], self.coords[-1])


def matching_cost(
    prediction: QueryPrediction,
    target: Tensor,
    coord_cost: float = 5.0,
    class_cost: float = 1.0,
) -> Tensor:
    """Return the cost of each pair of a keypoint and a query.

    It is the distance of the locations (L1) less the probability of the keypoint among
    all classes, the background included.

    Args:
        prediction: Predictions ``[N, B, Q, ...]`` or ``[B, Q, ...]``.
        target: True locations ``[B, K, 2]``.
        coord_cost: Factor of the distance.
        class_cost: Factor of the probability.

    Returns:
        Costs ``[N, B, K, Q]`` or ``[B, K, Q]``.
    """
    num_keypoints = target.shape[1]
    probability = prediction.logits.softmax(-1)[..., :num_keypoints]
    offset = prediction.coords[..., None, :, :] - target[:, :, None]  # [.., K, Q, 2]
    distance = offset.abs().sum(-1)
    return coord_cost * distance - class_cost * probability.transpose(-1, -2)


def assign(cost: Tensor) -> Tensor:
    """Assign a query to each keypoint, at the smallest total cost.

    Values that are not finite, as in a training that diverges, become the highest cost,
    so that its losses can be reported.

    Args:
        cost: Costs ``[..., K, Q]`` with ``Q >= K``. They are moved to the CPU at once.

    Returns:
        Index of the query of each keypoint, ``[..., K]``.
    """
    finite = cost.detach().nan_to_num(WORST_COST, WORST_COST, -WORST_COST)
    problems = finite.flatten(0, -3).cpu().numpy()
    queries = np.stack([linear_sum_assignment(problem)[1] for problem in problems])
    return torch.from_numpy(queries).to(cost.device).reshape(cost.shape[:-1])


def gather_queries(values: Tensor, queries: Tensor) -> Tensor:
    """Return the values ``[..., K, D]`` of some of the queries ``[..., Q, D]``."""
    index = queries[..., None].expand(*queries.shape, values.shape[-1])
    return values.gather(-2, index)
