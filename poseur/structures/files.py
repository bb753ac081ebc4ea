"""Output files: written whole or not at all, and never over an input."""

from __future__ import annotations

import os
import re
import socket
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import cv2
import numpy as np

#: Name of a partial file: computer and process that write it, and a random part.
_PARTIAL = re.compile(r'\.poseur-(?P<host>.*)-(?P<pid>\d+)-[^-]*\.tmp')
#: Seconds without a change after which a partial file counts as abandoned.
LONGEST_PAUSE = 3600


class PartialFile:
    """A file that gets its name once it is complete.

    As a context manager it is completed at the end, or discarded after an error.

    Args:
        path: The name to give it; its folder is created if needed. An earlier file of
            this name is kept until then.

    Attributes:
        partial: The temporary file to write to, in the same folder and with the same
            suffix.

    Raises:
        OSError: If the folder cannot be written to.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(os.path.abspath(path))
        with _naming(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(
                f'.tmp{self.path.suffix}',
                f'.poseur-{_host()}-{os.getpid()}-',
                self.path.parent,
            )
        os.close(handle)
        self.partial = Path(name)

    def commit(self) -> None:
        """Give the file its name, or delete it if that fails.

        Raises:
            OSError: If it fails.
        """
        try:
            with _naming(self.path):
                self.partial.chmod(0o666 & ~_umask())
                self.partial.replace(self.path)
        except OSError:
            self.discard()
            raise

    def discard(self) -> None:
        """Delete the file."""
        self.partial.unlink(missing_ok=True)

    def __enter__(self) -> Path:
        return self.partial

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if error is None:
            self.commit()
        else:
            self.discard()


def remove_abandoned(folder: str | Path) -> list[Path]:
    """Remove the partial files of processes that were killed.

    A file is kept while its process may still write to it: one that runs on this
    computer, or one of another computer that changed the file within the last hour.

    Args:
        folder: Folder of the files.

    Returns:
        The removed files.
    """
    abandoned = [path for path in Path(folder).glob('.poseur-*') if _is_abandoned(path)]
    for path in abandoned:
        path.unlink(missing_ok=True)
    return abandoned


def _is_abandoned(path: Path) -> bool:
    named = _PARTIAL.match(path.name)
    if named and named['host'] == _host() and not _is_running(int(named['pid'])):
        return True
    try:
        return time.time() - path.stat().st_mtime > LONGEST_PAUSE
    except FileNotFoundError:
        return False


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _host() -> str:
    return socket.gethostname()[:64]


def write_text(path: str | Path, text: str) -> None:
    """Write a text file in UTF-8, whole or not at all.

    Raises:
        OSError: If it cannot be written.
    """
    with PartialFile(path) as partial, _naming(path):
        partial.write_text(text, encoding='utf-8')


def write_image(path: str | Path, image: np.ndarray) -> None:
    """Write an image, whole or not at all; the suffix selects the format.

    The name may be any that the file system takes: OpenCV itself writes none that is
    not UTF-8.

    Raises:
        OSError: If it cannot be written.
        ValueError: If OpenCV does not write the format.
    """
    try:
        _, content = cv2.imencode(Path(path).suffix, image)
    except cv2.error as error:
        raise ValueError(
            f'{path}: OpenCV cannot write this image of {image.shape} as '
            f'{Path(path).suffix!r} ({error.err}). End the name in .jpg or .png.'
        ) from error
    with PartialFile(path) as partial, _naming(path):
        partial.write_bytes(content.tobytes())


def check_writable(path: str | Path, inputs: Iterable[str | Path] = ()) -> None:
    """Check that a file can be written; nothing is left behind.

    Args:
        path: The file.
        inputs: Files that it must not replace, see :func:`refuse_overwriting`.

    Raises:
        OSError: If it cannot be written.
        ValueError: If it is one of the inputs.
    """
    refuse_overwriting(path, inputs)
    if Path(path).is_dir():
        raise IsADirectoryError(f'{path} is a folder. Give the name of a file.')
    absent = [each for each in Path(os.path.abspath(path)).parents if not each.exists()]
    PartialFile(path).discard()
    for folder in absent:  # created just now, innermost first
        with suppress(OSError):  # another process writes there already
            folder.rmdir()


def refuse_overwriting(path: str | Path, inputs: Iterable[str | Path]) -> None:
    """Refuse an output file or folder that is one of the inputs, also by another name.

    Raises:
        ValueError: If it is.
    """
    for each in inputs:
        if os.path.realpath(each) == os.path.realpath(path) or (
            os.path.exists(each)
            and os.path.exists(path)
            and os.path.samefile(each, path)
        ):
            raise ValueError(
                f'{path} is an input and would be overwritten. Choose another name.'
            )


@contextmanager
def utf8_path(path: str | Path) -> Iterator[str]:
    """Yield a name of a file for libraries that take UTF-8 only.

    Yields:
        The path itself, or that of a temporary link to it.
    """
    name = os.path.abspath(path)
    try:
        name.encode()
    except UnicodeEncodeError:
        with tempfile.TemporaryDirectory() as folder:
            suffix = Path(name).suffix.encode('ascii', 'ignore').decode()
            link = Path(folder, f'link{suffix}')
            link.symlink_to(name)
            yield str(link)
    else:
        yield name


@contextmanager
def _naming(path: str | Path) -> Iterator[None]:
    """Name the file, and what to check, in errors of the operating system."""
    try:
        yield
    except OSError as error:
        raise OSError(
            error.errno,
            f'{path} cannot be written: {error.strerror}. Check the folder, its '
            'permissions and the free disk space.',
        ) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
