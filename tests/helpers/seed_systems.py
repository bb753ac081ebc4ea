"""Reference numbers and weights of the authors' code of the compared methods."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from tests.helpers.deterministic_weights import det_tensor, kind_of

TOLERANCE = 5e-5


def read_reference(folder: Path, name: str) -> dict[str, np.ndarray]:
    """Return the arrays of a file of reference numbers."""
    return dict(np.load(folder / f'{name}.npz'))


def key_shapes(folder: Path, name: str) -> dict[str, tuple[int, ...]]:
    """Return names and shapes of an authors' state dict."""
    keys = json.loads((folder / 'keys' / f'{name}.json').read_text())
    return {key: tuple(shape) for key, shape in keys}


def make_official_state(folder: Path, name: str) -> dict[str, Tensor]:
    """Return the weights of a reference, without those that the model computes."""
    kinds = json.loads(str(read_reference(folder, name)['overrides_json']))
    state = {}
    for key, shape in key_shapes(folder, name).items():
        kind = kinds.get(key) or kind_of(key, shape)
        if kind != 'skip':
            state[key] = torch.from_numpy(np.array(det_tensor(key, shape, kind)))
    return state


def assert_near(ours: Tensor | np.ndarray, reference: np.ndarray, name: str) -> None:
    """Compare relative to the largest magnitude of the reference."""
    ours = np.asarray(ours.detach() if isinstance(ours, Tensor) else ours)
    assert ours.shape == reference.shape, f'{name}: {ours.shape} != {reference.shape}'
    error = np.abs(ours - reference).max() / np.abs(reference).max()
    assert error < TOLERANCE, f'{name}: off by {error:.1e} of the largest value'


def assert_map(feat: Tensor, reference: dict[str, np.ndarray], name: str) -> None:
    """Compare a map with the slice and the statistics that the file keeps."""
    part = feat[:, :6, feat.shape[2] // 2, :12]
    assert_near(part, reference[f'{name}_slice'], name)
    statistics = torch.stack([feat.mean(), feat.std(), feat.abs().max()])
    assert_near(statistics, reference[f'{name}_stats'], f'statistics of {name}')


def outputs_of(modules: dict[str, nn.Module]) -> dict[str, Tensor]:
    """Return a dictionary that fills with the outputs of modules when they run."""
    outputs: dict[str, Tensor] = {}

    def keep(name: str):
        def hook(module: nn.Module, inputs: tuple, output: Tensor) -> None:
            outputs[name] = output[0] if isinstance(output, tuple) else output

        return hook

    for name, module in modules.items():
        module.register_forward_hook(keep(name))
    return outputs
