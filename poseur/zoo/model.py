"""A shipped model: its description, its files and their hashes."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from poseur.compat.versions import release
from poseur.structures.files import write_text
from poseur.version import __version__

from .errors import AlteredModelError, NewerModelError, ZooError

DESCRIPTION = 'model.json'
FORMAT = 1
CHECKPOINT, ONNX = 'checkpoint', 'onnx'
REINSTALL = 'Install the package again, or restore the file.'


@dataclass(frozen=True)
class ShippedFile:
    """A file of a model.

    Attributes:
        name: Its name in the folder of the model.
        sha256: Hash of its content, 64 hexadecimal digits.
    """

    name: str
    sha256: str

    @classmethod
    def of(cls, path: Path) -> ShippedFile:
        """Describe a file that exists."""
        return cls(path.name, hashlib.sha256(path.read_bytes()).hexdigest())


@dataclass(frozen=True)
class ShippedModel:
    """A model that comes with the package.

    Attributes:
        name: Its name.
        title: What it predicts, a line.
        license: Name of the license of the weights, which that of their data limits.
        notice: What to say when it is loaded: license, origin of the data, limits.
        version: Version of the package that made it; older ones may not read it.
        detector_classes: Classes of a detector that the model has poses of.
        files: Files by kind, ``checkpoint`` and ``onnx``; either may be missing.
        folder: Folder of the files.
    """

    name: str
    title: str
    license: str
    notice: str
    version: str
    detector_classes: tuple[str, ...]
    files: Mapping[str, ShippedFile]
    folder: Path

    @classmethod
    def read(cls, folder: Path) -> ShippedModel:
        """Read the description in a folder.

        Raises:
            ZooError: If it is damaged.
        """
        path = folder / DESCRIPTION
        try:
            values: dict[str, Any] = json.loads(path.read_text(encoding='utf-8'))
            number = values.pop('format')
            if number != FORMAT:
                raise NewerModelError(
                    f'{path} has format {number}, and poseur {__version__} reads '
                    f'{FORMAT}. Update the package, or use a model of its version.'
                )
            files = {k: ShippedFile(**each) for k, each in values.pop('files').items()}
            classes = tuple(values.pop('detector_classes'))
            return cls(**values, detector_classes=classes, files=files, folder=folder)
        except (KeyError, TypeError, AttributeError, OSError, ValueError) as error:
            if isinstance(error, ZooError):
                raise
            raise ZooError(
                f'{path} is no description of a model ({type(error).__name__}: '
                f'{error}). {REINSTALL}'
            ) from error

    def write(self) -> None:
        """Write the description into the folder of the model."""
        values = asdict(self) | dict(format=FORMAT)
        del values['folder']
        write_text(self.folder / DESCRIPTION, json.dumps(values, indent=1) + '\n')

    def require_version(self) -> None:
        """Refuse a model of a newer version of the package.

        Raises:
            NewerModelError: If the installed version is older than that of the model.
        """
        if release(self.version) > release(__version__):
            raise NewerModelError(
                f'The model {self.name!r} was made by poseur {self.version}, and '
                f'{__version__} is installed. Update the package: '
                'pip install --upgrade poseur-pose.'
            )

    def path(self, kind: str) -> Path:
        """Return the path of a file after a check of its hash.

        Args:
            kind: ``checkpoint`` or ``onnx``.

        Raises:
            ZooError: If the model has no such file.
            AlteredModelError: If the file is missing or not the one that was shipped.
            NewerModelError: See :meth:`require_version`.
        """
        self.require_version()
        if kind not in self.files:
            raise ZooError(
                f'The model {self.name!r} comes without a file of kind {kind!r}, only '
                f'{", ".join(self.files) or "none"}. Make one with '
                '`poseur ship`.'
            )
        shipped = self.files[kind]
        path = self.folder / shipped.name
        if not path.is_file():
            raise AlteredModelError(f'{path} is missing. {REINSTALL}')
        found = ShippedFile.of(path).sha256
        if found != shipped.sha256:
            raise AlteredModelError(
                f'{path} is damaged or was altered: its SHA-256 is {found[:8]}..., '
                f'not {shipped.sha256[:8]}.... {REINSTALL}'
            )
        return path

    def announce(self) -> None:
        """Say on the standard error stream what the model is and its license."""
        print(
            f'Model {self.name}: {self.title}. License: {self.license}. {self.notice}',
            file=sys.stderr,
        )
