"""Sessions of ONNX Runtime."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


class SessionError(ValueError):
    """ONNX Runtime cannot load a file."""


def open_session(
    path: str | Path,
    threads: int = 0,
    providers: Sequence[str] = ('CPUExecutionProvider',),
) -> InferenceSession:
    """Load an ONNX file.

    Args:
        path: The file.
        threads: CPU threads; 0 means one for each core.
        providers: Execution providers in order of preference.

    Raises:
        ImportError: If ONNX Runtime is not installed.
        FileNotFoundError: If the file does not exist.
        SessionError: If it cannot be loaded.
    """
    try:
        import onnxruntime
    except ImportError as error:
        raise ImportError(
            'poseur.deploy needs ONNX Runtime: pip install onnxruntime'
        ) from error
    if not Path(path).is_file():
        raise FileNotFoundError(f'Model file {path} does not exist. Check the path.')
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, list(providers))
    except Exception as error:  # its classes are private and many
        raise SessionError(
            f'{path} cannot be loaded by ONNX Runtime {onnxruntime.__version__}: '
            f'{error}.'
        ) from error
