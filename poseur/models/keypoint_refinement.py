"""From a decoded query to a keypoint: reference update, location and scale."""

from __future__ import annotations

from mmpose.models.utils.ops import inverse_sigmoid
from torch import Tensor, nn

from .keypoint_distribution import KeypointDistribution
from .layers import mlp


class KeypointRefinement(nn.Module):
    """The three MLPs behind one decoder layer.

    The reference moves in logit space and stays in [0, 1]; a free delta on top, which
    never enters the next reference, lets a keypoint lie outside of the crop.

    Args:
        embed_dims: Query channels ``C``.
        with_delta: Whether the delta exists (release) or not.
    """

    def __init__(self, embed_dims: int = 256, with_delta: bool = True) -> None:
        super().__init__()
        widths = (embed_dims, embed_dims, embed_dims, 2)
        self.coord = mlp(widths, nn.ReLU)
        self.delta = mlp(widths, nn.ReLU) if with_delta else None
        self.sigma = mlp(widths, None)
        nn.init.xavier_uniform_(self.sigma[-1].weight, gain=0.01)

    def forward(
        self, hidden: Tensor, reference: Tensor
    ) -> tuple[Tensor, KeypointDistribution]:
        """Refine the reference points of one layer.

        Args:
            hidden: Output of the decoder layer ``[B, Q, C]``.
            reference: Reference points ``[B, Q, 2]`` in [0, 1].

        Returns:
            The next reference points in (0, 1), and the layer's prediction.
        """
        refined = (inverse_sigmoid(reference, eps=1e-5) + self.coord(hidden)).sigmoid()
        mu = refined if self.delta is None else refined + self.delta(hidden)
        return refined, KeypointDistribution(mu, self.sigma(hidden).sigmoid())
