"""Files written with NumPy 1 and with NumPy 2 are read with either.

``python tests/checkpoints/test_numpy_versions.py`` writes those of the NumPy at hand.
"""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from mmengine.logging import HistoryBuffer
from mmengine.structures import InstanceData

from poseur.checkpoints.safe_load import load_file

FILES = Path(__file__).parent / 'files'
SIGMAS = np.array([0.026, 0.025, 0.107])


def checkpoint() -> dict[str, Any]:
    """What mmengine's runner saves, metainfo and histories of losses too."""
    history = HistoryBuffer([0.5, 0.25], [1, 1])
    return dict(
        meta=dict(dataset_meta=dict(sigmas=SIGMAS, num_keypoints=np.int64(3)), epoch=2),
        state_dict={'weight': torch.arange(3.0)},
        message_hub=dict(
            log_scalars={'train/loss': history}, runtime_info={'best': np.float64(0.75)}
        ),
    )


def prediction() -> dict[str, Any]:
    """A result as ``DumpResults`` writes it."""
    instances = InstanceData(keypoints=np.ones((2, 3, 2), np.float32))
    return dict(id=np.int64(7), pred_instances=instances, flags=np.array([True, False]))


@pytest.mark.parametrize('major', [1, 2])
def test_checkpoints(major: int) -> None:
    found, expected = load_file(str(FILES / f'numpy{major}.pth')), checkpoint()
    meta = found['meta']['dataset_meta']
    np.testing.assert_array_equal(meta['sigmas'], SIGMAS)
    assert meta['num_keypoints'] == 3 and found['meta']['epoch'] == 2
    assert torch.equal(found['state_dict']['weight'], torch.arange(3.0))
    hub = found['message_hub']
    assert hub['runtime_info'] == expected['message_hub']['runtime_info']
    history, counts = hub['log_scalars']['train/loss'].data
    assert history.tolist() == [0.5, 0.25] and counts.tolist() == [1, 1]


@pytest.mark.parametrize('major', [1, 2])
def test_predictions(major: int) -> None:
    with (FILES / f'numpy{major}.pkl').open('rb') as file:
        found = pickle.load(file)
    assert found['id'] == 7 and found['flags'].tolist() == [True, False]
    keypoints = found['pred_instances'].keypoints
    assert keypoints.dtype == np.float32 and keypoints.shape == (2, 3, 2)


def test_the_files_are_of_both_versions() -> None:
    """NumPy 2 calls the module of its arrays by another name."""
    names = [(FILES / f'numpy{major}.pkl').read_bytes() for major in (1, 2)]
    assert [b'numpy._core' in content for content in names] == [False, True]


if __name__ == '__main__':
    MAJOR = np.__version__.partition('.')[0]
    torch.save(checkpoint(), FILES / f'numpy{MAJOR}.pth')
    (FILES / f'numpy{MAJOR}.pkl').write_bytes(pickle.dumps(prediction()))
