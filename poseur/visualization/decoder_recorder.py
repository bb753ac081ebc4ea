"""What a Poseur head looks at: proposals, references, sampling points, attention."""

from __future__ import annotations

from types import TracebackType
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

from poseur.models import DecoderOutput, KeypointDistribution, PoseurHead
from poseur.models.layers import DeformableAttention
from poseur.models.query_decoder import KeypointSelfAttention


class DecoderTrace(NamedTuple):
    """How the ``K`` keypoints of one person came about in ``N`` decoder layers.

    Coordinates and scales are normalized by the width and height of the crop.

    Attributes:
        coarse: Proposals ``[K, 2]``, which may lie outside of the crop.
        references: Reference points before each layer and after the last one, inside
            of the crop, ``[N + 1, K, 2]``.
        keypoints: Predictions of the layers ``[N, K, 2]``.
        sigmas: Their Laplace scales ``[N, K, 2]``.
        locations: Where EMSDA samples ``M`` heads x ``L`` levels x ``S`` points,
            ``[N, K, M, L, S, 2]``.
        weights: The attention weights there, which sum to 1 for each head,
            ``[N, K, M, L, S]``.
        attention: Self-attention weights, averaged over heads; the row is the query
            and sums to 1, ``[N, K, K]``. None for decoders without self-attention.
        level_shapes: Height and width of each level.
    """

    coarse: np.ndarray
    references: np.ndarray
    keypoints: np.ndarray
    sigmas: np.ndarray
    locations: np.ndarray
    weights: np.ndarray
    attention: np.ndarray | None
    level_shapes: tuple[tuple[int, int], ...]


class DecoderRecorder:
    """Records one forward pass of a head; the head works as usual meanwhile.

    Forward hooks on the modules do the work, and exist only within the context::

        with DecoderRecorder(model.head) as recorder:
            model.head.forward(model.extract_feat(inputs))
        traces = recorder.traces()

    Args:
        head: A head in evaluation mode; training adds noisy queries.

    Raises:
        ValueError: If the head is no Poseur head or in training mode.
    """

    def __init__(self, head: nn.Module) -> None:
        if not isinstance(head, PoseurHead):
            raise ValueError(
                f'{type(head).__name__} has no query decoder to look into. Use a '
                'config whose model.head is a PoseurHead.'
            )
        if head.training:
            raise ValueError('The head is in training mode: call model.eval() first.')
        self.head = head
        self._coarse: list[KeypointDistribution] = []
        self._outputs: list[DecoderOutput] = []
        self._samplings: list[tuple[Tensor, Tensor]] = []
        self._attentions: list[Tensor] = []
        self._level_shapes: tuple[tuple[int, int], ...] = ()
        self._handles: list[RemovableHandle] = []

    def __enter__(self) -> DecoderRecorder:
        decoder = self.head.poseur.query_decoder
        self._handles = [
            self.head.poseur.coarse_branch.register_forward_hook(self._keep_coarse),
            decoder.register_forward_hook(self._keep_output),
        ]
        for module in decoder.modules():
            if isinstance(module, DeformableAttention):
                self._handles.append(module.register_forward_hook(self._keep_sampling))
            if isinstance(module, KeypointSelfAttention):
                attention = module.attention
                self._handles += [
                    attention.register_forward_pre_hook(_ask_weights, with_kwargs=True),
                    attention.register_forward_hook(self._keep_attention),
                ]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for handle in self._handles:
            handle.remove()

    def traces(self) -> list[DecoderTrace]:
        """What was recorded, for each row of the batch.

        Raises:
            RuntimeError: If the head did not run exactly once.
        """
        if len(self._outputs) != 1:
            raise RuntimeError(
                f'The head ran {len(self._outputs)} times while it was recorded. Run '
                'it once; a flip test runs it twice.'
            )
        (output,), (coarse,) = self._outputs, self._coarse
        locations, weights = map(torch.stack, zip(*self._samplings, strict=True))
        by_layer = (output.references, *output.keypoints, locations, weights)
        parts = [_numpy(value.transpose(0, 1)) for value in by_layer]
        attention = [None] * len(coarse.mu)
        if self._attentions:
            attention = _numpy(torch.stack(self._attentions, dim=1))
        rows = zip(_numpy(coarse.mu), *parts, attention, strict=True)
        return [DecoderTrace(*row, self._level_shapes) for row in rows]

    def _keep_coarse(
        self, module: nn.Module, args: tuple, output: KeypointDistribution
    ) -> None:
        self._coarse.append(output)

    def _keep_output(
        self, module: nn.Module, args: tuple, output: DecoderOutput
    ) -> None:
        self._outputs.append(output)

    def _keep_sampling(
        self, module: DeformableAttention, args: tuple, output: Tensor
    ) -> None:
        query, query_pos, reference, memory = args
        self._level_shapes = memory.shapes
        self._samplings.append(module.sampling(query + query_pos, reference, memory))

    def _keep_attention(
        self, module: nn.Module, args: tuple, output: tuple[Tensor, Tensor]
    ) -> None:
        self._attentions.append(output[1])


def _ask_weights(
    module: nn.MultiheadAttention, args: tuple, kwargs: dict
) -> tuple[tuple, dict]:
    """Have the module return its attention weights beside the result."""
    return args, kwargs | dict(need_weights=True)


def _numpy(value: Tensor) -> np.ndarray:
    return value.detach().float().cpu().numpy()
