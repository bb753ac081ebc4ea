"""Labeling of many images into one file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

from torch import nn

from .boxes import BoxProvider
from .failures import Failure, FailureLog
from .inferencer import PoseurInferencer
from .inputs import find_sources
from .label_file import LabelFile, LabelHeader
from .sources import ImageFile


def find_images(
    inputs: str, recursive: bool = False, shard: tuple[int, int] = (1, 1)
) -> tuple[dict[str, ImageFile], list[Failure]]:
    """Find the images of a part.

    Args:
        inputs: Image, folder or pattern.
        recursive: Whether to look into the sub-folders of a folder.
        shard: Number of the part, from 1, and the number of parts. Parts take turns, so
            that they are about equal.

    Returns:
        The images by name, relative to the folder if it is one; and inputs that are no
        images.
    """
    failures: list[Failure] = []
    sources = find_sources(inputs, FailureLog(failures), recursive)
    files = [each for each in sources if isinstance(each, ImageFile)]
    others = [each for each in sources if not isinstance(each, ImageFile)]
    failures += [
        Failure(each.name, 'is a video. `poseur infer` takes videos.')
        for each in others
    ]
    number, count = shard
    root = Path(inputs)
    named = {
        str(each.path.relative_to(root)) if root.is_dir() else str(each.path): each
        for each in files[number - 1 :: count]
    }
    return named, failures


def header_of(
    infer: PoseurInferencer, model: str, shard: tuple[int, int]
) -> LabelHeader:
    """Return the first line of a file of labels.

    Args:
        infer: The model.
        model: Its name, or that of its config.
        shard: See :func:`find_images`.
    """
    category = infer.skeleton.to_coco_category()
    return LabelHeader(model, weights_hash(infer.model), category, shard)


def label(
    infer: PoseurInferencer,
    images: Mapping[str, ImageFile],
    boxes: BoxProvider | None,
    path: Path,
    header: LabelHeader,
    progress_line: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, str]:
    """Label the images that a file lacks.

    Args:
        infer: The model.
        images: The images by name.
        boxes: Boxes of the people; None for one person that fills each image.
        path: File to write or continue.
        header: Its first line.
        progress_line: Called with the numbers of images that are done and of all.

    Returns:
        The reasons of images that failed, now or before, by name.

    Raises:
        LabelFileError: See :class:`LabelFile`.
        ValueError: If the boxes do not match the images or the model.
    """
    names = {each.name: name for name, each in images.items()}
    failures: list[Failure] = []
    with LabelFile(path, header) as file:
        left = [each for name, each in images.items() if name not in file.done]
        for result in infer.stream(left, boxes, failures=failures):
            file.add(names[result.name], result)
            _record(failures, names, file)
            progress_line(len(file.done), len(images))
        _record(failures, names, file)
        file.finish()
        return file.failed


def _record(failures: list[Failure], names: Mapping[str, str], file: LabelFile) -> None:
    """Add the failures of images to the file."""
    while failures:
        failure = failures.pop(0)
        name = names.get(failure.place, failure.place)
        file.fail(name, failure.reason)


def weights_hash(model: nn.Module) -> str:
    """Return the SHA-256 of a model's weights, 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for name, value in sorted(model.state_dict().items()):
        digest.update(name.encode() + b'\0')
        digest.update(value.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()
