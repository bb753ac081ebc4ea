"""Losses of a set of queries, which are matched with the keypoints."""

from __future__ import annotations

import torch
from mmpose.registry import MODELS
from torch import Tensor, nn
from torch.nn import functional as F

from .hungarian_matching import (
    QueryPrediction,
    assign,
    gather_queries,
    matching_cost,
)


@MODELS.register_module()
class SetLoss(nn.Module):
    """Cross entropy of all queries, and L1 distance of the matched ones.

    Each layer is matched on its own, see :func:`.matching_cost`. All keypoints take
    part; unlabeled ones are matched at their target, the origin, and their query learns
    their class but not their location. The distance is the sum over keypoints and axes
    divided by twice the number of people, whatever the number of labeled keypoints.

    Args:
        class_weight: Factor of the cross entropy.
        coord_weight: Factor of the distance.
        background_weight: Weight of the background in the cross entropy, which is
            divided by the sum of weights.
        class_cost: Factor of the probability in the cost of a match.
        coord_cost: Factor of the distance in the cost of a match.
    """

    def __init__(
        self,
        class_weight: float = 1.0,
        coord_weight: float = 5.0,
        background_weight: float = 0.1,
        class_cost: float = 1.0,
        coord_cost: float = 5.0,
    ) -> None:
        super().__init__()
        self.class_weight = class_weight
        self.coord_weight = coord_weight
        self.background_weight = background_weight
        self.class_cost = class_cost
        self.coord_cost = coord_cost

    def match(self, prediction: QueryPrediction, target: Tensor) -> Tensor:
        """Return the query of each keypoint in each layer ``[N, B, K]``."""
        with torch.no_grad():
            cost = matching_cost(prediction, target, self.coord_cost, self.class_cost)
        return assign(cost)

    def forward(
        self, prediction: QueryPrediction, target: Tensor, weight: Tensor
    ) -> dict[str, Tensor]:
        """Return the losses of every layer.

        Args:
            prediction: Predictions of all layers, ``[N, B, Q, ...]``.
            target: True locations ``[B, K, 2]``, zero for unlabeled keypoints.
            weight: Weights of the distances ``[B, K]``.

        Returns:
            ``loss_class0``, ``loss_coord0`` and so on.
        """
        queries = self.match(prediction, target)
        losses = {}
        for index, layer in enumerate(zip(*prediction, queries, strict=True)):
            logits, coords, chosen = layer
            class_loss = self.class_loss(logits, chosen)
            coord_loss = self.coord_loss(coords, chosen, target, weight)
            losses[f'loss_class{index}'] = self.class_weight * class_loss
            losses[f'loss_coord{index}'] = self.coord_weight * coord_loss
        return losses

    def class_loss(self, logits: Tensor, queries: Tensor) -> Tensor:
        """Return the cross entropy of logits ``[B, Q, K + 1]``.

        Args:
            logits: Scores.
            queries: Query of each keypoint ``[B, K]``; all others are background.
        """
        num_keypoints = queries.shape[1]
        labels = logits.new_full(logits.shape[:2], num_keypoints, dtype=torch.long)
        keypoints = torch.arange(num_keypoints, device=logits.device)
        labels.scatter_(1, queries, keypoints.expand_as(queries))
        weights = logits.new_ones(num_keypoints + 1)
        weights[-1] = self.background_weight
        return F.cross_entropy(logits.transpose(1, 2), labels, weights)

    @staticmethod
    def coord_loss(
        coords: Tensor, queries: Tensor, target: Tensor, weight: Tensor
    ) -> Tensor:
        """Return the distance of matched locations from the targets ``[B, K, 2]``."""
        distance = (gather_queries(coords, queries) - target).abs()
        return (distance * weight[..., None]).sum() / (2 * len(target))
