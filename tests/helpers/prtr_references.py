"""Reference numbers of PRTR's authors, and the configs of their models."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
import torch

from poseur.models.comparisons.hungarian_matching import QueryPrediction

#: Files of reference numbers, by the names of the configs.
OFFICIAL = {
    'res50_4xb32-200e_coco-384x288_official': 'prtr_res50_384x288',
    'res50_4xb32-200e_coco-512x384_official': 'prtr_res50_512x384',
    'res101_4xb32-200e_coco-384x288_official': 'prtr_res101_384x288',
    'hrnet-w32_4xb16-200e_coco-384x288_official': 'prtr_hrnet_w32_384x288',
}


def kinds_of(reference: Mapping[str, np.ndarray]) -> dict[str, str]:
    """Return the distributions of the weights that the usual rules do not give."""
    kinds = json.loads(str(reference['overrides_json']))
    return {key: kind.replace('fanin', 'fan_in') for key, kind in kinds.items()}


def stored_prediction(reference: Mapping[str, np.ndarray]) -> QueryPrediction:
    """Return the predictions of all layers in a file."""
    names = ('pred_logits', 'pred_coords')
    return QueryPrediction(*(torch.from_numpy(reference[name]) for name in names))


def losses_of(
    reference: Mapping[str, np.ndarray], num_layers: int = 6
) -> dict[str, float]:
    """Return the losses in a file by our names, with their factors of 1 and 5."""
    values = dict(zip(reference['loss_names'], reference['loss_values'], strict=True))
    losses = {}
    for layer in range(num_layers):
        suffix = '' if layer == num_layers - 1 else f'_{layer}'
        losses[f'loss_class{layer}'] = float(values[f'loss_ce{suffix}'])
        losses[f'loss_coord{layer}'] = 5 * float(values[f'loss_kpts{suffix}'])
    return losses


def to_image(coords: np.ndarray, reference: Mapping[str, np.ndarray]) -> np.ndarray:
    """Map fractions of the crop ``[B, K, 2]`` to pixels of the image."""
    center, scale = (reference[f'decode_{name}'] for name in ('center', 'scale'))
    return center[:, None] + (coords - 0.5) * 200 * scale[:, None]
