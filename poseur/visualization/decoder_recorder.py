"""Intermediate results of a Poseur head, recorded with forward hooks."""

from __future__ import annotations

from types import TracebackType
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

from poseur.models import DecoderOutput, KeypointDistribution, Poseur
from poseur.models.layers import DeformableAttention
from poseur.models.query_decoder import KeypointSelfAttention


class DecoderTrace(NamedTuple):
    """Intermediate results for one person: ``K`` keypoints in ``N`` decoder layers.

    Coordinates and scales are normalized by the width and height of the crop or region.

    Attributes:
        coarse: Proposals ``[K, 2]``, which may lie outside the crop.
        references: Reference points before each layer and after the last one, inside
            the crop, ``[N + 1, K, 2]``.
        keypoints: Predictions of the layers ``[N, K, 2]``.
        sigmas: Laplace scales of the predictions ``[N, K, 2]``.
        locations: Sampling locations of EMSDA for ``M`` heads, ``L`` levels and ``S``
            points, ``[N, K, M, L, S, 2]``.
        weights: Attention weights at these locations, which sum to 1 for each head,
            ``[N, K, M, L, S]``.
        attention: Self-attention weights, averaged over heads, ``[N, K, K]``. Rows are
            queries and sum to 1. None for decoders without self-attention.
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
    """Context manager that records one forward pass of a head.

    The recorder registers forward hooks within the context only. They do not change
    the output of the head.

    Args:
        head: A head in evaluation mode that holds a :class:`poseur.models.Poseur` as
            ``poseur``: a ``PoseurHead`` on crops or a ``RoIPoseurHead`` on regions.
            (Training adds noisy queries.)

    Raises:
        ValueError: If the head holds no Poseur or is in training mode.

    Example:
        >>> with DecoderRecorder(model.head) as recorder:
        ...     model.head.forward(model.extract_feat(inputs))
        >>> traces = recorder.traces()
    """

    def __init__(self, head: nn.Module) -> None:
        poseur = getattr(head, 'poseur', None)
        if not isinstance(poseur, Poseur):
            raise ValueError(
                f'{type(head).__name__} has no query decoder to record. Use a model '
                'whose head is a PoseurHead or a RoIPoseurHead.'
            )
        if head.training:
            raise ValueError('The head is in training mode: call model.eval() first.')
        self.poseur = poseur
        self._coarse: list[KeypointDistribution] = []
        self._outputs: list[DecoderOutput] = []
        self._samplings: list[tuple[Tensor, Tensor]] = []
        self._attentions: list[Tensor] = []
        self._level_shapes: tuple[tuple[int, int], ...] = ()
        self._handles: list[RemovableHandle] = []

    def __enter__(self) -> DecoderRecorder:
        decoder = self.poseur.query_decoder
        self._handles = [
            self.poseur.coarse_branch.register_forward_hook(self._keep_coarse),
            decoder.register_forward_hook(self._keep_output),
        ]
        for module in decoder.modules():
            if isinstance(module, DeformableAttention):
                self._handles.append(module.register_forward_hook(self._keep_sampling))
            if isinstance(module, KeypointSelfAttention):
                attention = module.attention
                self._handles += [
                    attention.register_forward_pre_hook(
                        _request_weights, with_kwargs=True
                    ),
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
        """Return the recorded results of each person in the batch.

        Raises:
            RuntimeError: If the head did not run exactly once.
        """
        if len(self._outputs) != 1:
            raise RuntimeError(
                f'The head ran {len(self._outputs)} times within the context. Run it '
                'once; a flip test runs it twice.'
            )
        (output,), (coarse,) = self._outputs, self._coarse
        references = _by_person(output.references)
        keypoints, sigmas = (_by_person(each) for each in output.keypoints)
        locations, weights = (
            _by_person(torch.stack(each)) for each in zip(*self._samplings, strict=True)
        )
        attentions = None
        if self._attentions:
            attentions = _by_person(torch.stack(self._attentions))
        return [
            DecoderTrace(
                proposals,
                references[index],
                keypoints[index],
                sigmas[index],
                locations[index],
                weights[index],
                None if attentions is None else attentions[index],
                self._level_shapes,
            )
            for index, proposals in enumerate(_numpy(coarse.mu))
        ]

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


def _request_weights(
    module: nn.MultiheadAttention, args: tuple, kwargs: dict
) -> tuple[tuple, dict]:
    """Make the module return its attention weights in addition to its output."""
    return args, kwargs | dict(need_weights=True)


def _numpy(value: Tensor) -> np.ndarray:
    return value.detach().float().cpu().numpy()


def _by_person(value: Tensor) -> np.ndarray:
    """Convert ``[N, B, ...]``, layers first, to an array ``[B, N, ...]``."""
    return _numpy(value.transpose(0, 1))
