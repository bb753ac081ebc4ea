from __future__ import annotations

import builtins
import os
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from mmengine.logging import HistoryBuffer

from poseur.checkpoints import CorruptCheckpointError, UnsafeCheckpointError, load_file


class Malicious:
    """Creates a file when it is unpickled."""

    def __init__(self, marker: Path):
        self.marker = marker

    def __reduce__(self):
        return os.mkdir, (str(self.marker),)


class Reaching:
    """Asks for an attribute when it is unpickled."""

    def __init__(self, owner: object, name: str):
        self.arguments = owner, name

    def __reduce__(self):
        return builtins.getattr, self.arguments


def test_training_checkpoint_comes_back_whole(trained_dir: Path) -> None:
    checkpoint = load_file(str(trained_dir / 'epoch_4.pth'))
    losses = checkpoint['message_hub']['log_scalars']['train/loss']
    assert isinstance(losses, HistoryBuffer)
    assert len(losses.data[0]) == 12
    assert losses.statistics('max') == max(losses.data[0])
    assert checkpoint['meta']['epoch'] == 4
    np.testing.assert_array_equal(
        checkpoint['meta']['dataset_meta']['sigmas'], np.ones(3)
    )


@pytest.mark.parametrize(
    'value',
    [np.float32(2.5), np.int64(-3), np.bool_(True), np.arange(6.0).reshape(2, 3)],
    ids=['float32', 'int64', 'bool', 'array'],
)
def test_numpy_values(tmp_path: Path, value: np.generic) -> None:
    path = tmp_path / 'values.pth'
    torch.save(dict(value=value), path)
    loaded = load_file(str(path))['value']
    assert loaded.dtype == value.dtype
    np.testing.assert_array_equal(loaded, value)


def test_files_of_version_0_2_with_empty_arrays(tmp_path: Path) -> None:
    """That is how the links of a skeleton without any were saved."""
    path = tmp_path / 'epoch_1.pth'
    links = np.zeros((0, 3), np.int64)
    torch.save(dict(meta=dict(dataset_meta=dict(skeleton_links=links))), path)
    loaded = load_file(str(path))['meta']['dataset_meta']['skeleton_links']
    assert loaded.shape == (0, 3) and loaded.dtype == np.int64


def test_bytes_of_a_given_size_are_refused(tmp_path: Path) -> None:
    class Large:
        def __reduce__(self):
            return bytes, (10**12,)

    torch.save(dict(meta=Large()), tmp_path / 'large.pth')
    with pytest.raises(UnsafeCheckpointError, match='bytes of a given size'):
        load_file(str(tmp_path / 'large.pth'))


@pytest.mark.parametrize('zipped', [True, False])
def test_code_in_a_checkpoint_is_not_run(tmp_path: Path, zipped: bool) -> None:
    path, marker = tmp_path / 'bad.pth', tmp_path / 'was_run'
    content = dict(state_dict={'w': torch.ones(2)}, meta=Malicious(marker))
    torch.save(content, path, _use_new_zipfile_serialization=zipped)
    with pytest.raises(UnsafeCheckpointError) as caught:
        load_file(str(path))
    assert not marker.exists()
    message = str(caught.value)
    assert str(path) in message
    assert 'posix.mkdir' in message
    assert 'save' in message  # says what to do


def test_the_decision_does_not_depend_on_the_text_of_the_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / 'bad.pth'
    torch.save(dict(meta=Malicious(tmp_path / 'was_run')), path)
    text = 'the text of another version of PyTorch'

    def refuse(*args: object, **kwargs: object) -> None:
        raise pickle.UnpicklingError(text)

    monkeypatch.setattr(torch, 'load', refuse)
    with pytest.raises(UnsafeCheckpointError, match='posix.mkdir'):
        load_file(str(path))
    torch.save(dict(meta=1), path)
    with pytest.raises(CorruptCheckpointError, match=text):
        load_file(str(path))


@pytest.mark.parametrize(
    ('owner', 'name'),
    [(HistoryBuffer, '__init__'), (HistoryBuffer, 'update'), (np.ndarray, 'tofile')],
)
def test_getattr_reaches_statistics_only(
    tmp_path: Path, owner: type, name: str
) -> None:
    path = tmp_path / 'reach.pth'
    torch.save(dict(meta=Reaching(owner, name)), path)
    with pytest.raises(
        UnsafeCheckpointError,
        match=f'getattr of {owner.__name__}.{name}',
    ):
        load_file(str(path))


def test_arrays_of_objects_are_refused(tmp_path: Path) -> None:
    path = tmp_path / 'objects.pth'
    torch.save(dict(meta=np.array([{'a': 1}], dtype=object)), path)
    with pytest.raises(UnsafeCheckpointError, match='ObjectDType'):
        load_file(str(path))


@pytest.mark.parametrize('share', [0.0, 0.01, 0.5, 0.999])
@pytest.mark.parametrize('zipped', [True, False])
def test_truncated_file(tmp_path: Path, share: float, zipped: bool) -> None:
    path = tmp_path / 'cut.pth'
    content = dict(state_dict={'w': torch.randn(2000)}, meta=dict(epoch=1))
    torch.save(content, path, _use_new_zipfile_serialization=zipped)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises(CorruptCheckpointError, match='cut.pth.*earlier checkpoint'):
        load_file(str(path))


@pytest.mark.parametrize('content', [b'<html>404</html>', pickle.dumps(7) + b'x' * 99])
def test_no_checkpoint_at_all(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / 'page.pth'
    path.write_bytes(content)
    with pytest.raises(CorruptCheckpointError, match='page.pth'):
        load_file(str(path))


def test_something_else_than_a_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / 'tensor.pth'
    torch.save(torch.ones(3), path)
    with pytest.raises(CorruptCheckpointError, match='tensor.pth.*holds a Tensor'):
        load_file(str(path))


def test_missing_file() -> None:
    with pytest.raises(FileNotFoundError, match='no/such.pth'):
        load_file('no/such.pth')
