"""Checks of annotation files and of the annotations in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from json import JSONDecodeError

import numpy as np
from mmengine.fileio import get_local_path

JSON_KINDS = {'{': 'an object, as in COCO', '[': 'a list, as in MPII or detections'}
WHOLE_BODY_LISTS = dict(
    keypoints=17, foot_kpts=6, face_kpts=68, lefthand_kpts=21, righthand_kpts=21
)
WHOLE_BODY_KEYS = ('iscrowd', 'num_keypoints', 'segmentation')


class AnnotationError(ValueError):
    """An annotation that a model can neither be trained nor tested on."""


def check_json_start(path: str, opening: str, key: str) -> None:
    """Check by its first character that a file is JSON of the expected kind.

    Args:
        path: The file.
        opening: ``{`` for an object or ``[`` for a list.
        key: Dataset argument that names the file, for the error message.

    Raises:
        AnnotationError: If the file starts with another character.
    """
    with get_local_path(path) as local_path, open(local_path, 'rb') as file:
        start = file.read(64).lstrip()
    if start[:1] != opening.encode():
        found = f'starts with {start[:20]!r}' if start else 'is empty'
        raise AnnotationError(
            f'{path} ({key}) {found}, but must be JSON with {JSON_KINDS[opening]}. '
            f'Correct {key} or copy the file again.'
        )


@contextmanager
def report_damaged_json(*paths: str | None) -> Iterator[None]:
    """Name the files that are read inside if one of them is not valid JSON.

    Args:
        paths: The files that are read inside; None is ignored.

    Raises:
        AnnotationError: If one of them is truncated or not JSON.
    """
    try:
        yield
    except (JSONDecodeError, UnicodeDecodeError) as error:
        raise AnnotationError(
            f'{" or ".join(filter(None, paths))} is truncated or not JSON: {error}. '
            'Copy the file again.'
        ) from error


def check_coco_annotation(
    annotation: dict, image: dict, num_keypoints: int, source: str
) -> None:
    """Check a person in COCO format.

    Args:
        annotation: Entry of ``annotations``.
        image: Entry of ``images`` that it belongs to.
        num_keypoints: Keypoints per person in the dataset's metainfo.
        source: The annotation file, for the error message.

    Raises:
        AnnotationError: If ``keypoints`` is absent or is not a list of
            ``3 * num_keypoints`` finite numbers, or if the box of a person with
            labeled keypoints is not finite or has no area within the image.
    """
    place = f'{source}: annotation {annotation.get("id")}'
    for key in ('keypoints', 'bbox'):
        if key not in annotation:
            raise AnnotationError(
                f'{place} has no {key!r}. Use a keypoint annotation file (such as '
                'person_keypoints_*.json) or remove the annotation.'
            )
    check_keypoints(annotation['keypoints'], 3, num_keypoints, place)
    if annotation.get('num_keypoints', 1) and not annotation.get('iscrowd', 0):
        _check_box(annotation['bbox'], place)
        _check_inside(annotation['bbox'], image, place)


def check_wholebody_annotation(
    annotation: dict, image: dict, num_keypoints: int, source: str
) -> None:
    """Check a person in COCO-WholeBody format.

    Args:
        annotation: Entry of ``annotations``.
        image: Entry of ``images`` that it belongs to.
        num_keypoints: Keypoints per person in the dataset's metainfo, 133.
        source: The annotation file, for the error message.

    Raises:
        AnnotationError: If a part is absent or has the wrong number of keypoints,
            if the metainfo belongs to another dataset, or for any reason of
            :func:`check_coco_annotation`.
    """
    place = f'{source}: annotation {annotation.get("id")}'
    total = sum(WHOLE_BODY_LISTS.values())
    if num_keypoints != total:
        raise AnnotationError(
            f'The metainfo says {num_keypoints} keypoints, but the parts of {source} '
            f"are {total}. Set metainfo=dict(from_file='configs/_base_/datasets/"
            "coco_wholebody.py')."
        )
    absent = [k for k in (*WHOLE_BODY_LISTS, *WHOLE_BODY_KEYS) if k not in annotation]
    if absent:
        raise AnnotationError(
            f'{place} has no {", ".join(absent)}. Use a file of COCO-WholeBody '
            '(coco_wholebody_*_v1.0.json).'
        )
    check_coco_annotation(annotation, image, WHOLE_BODY_LISTS['keypoints'], source)
    for part, count in WHOLE_BODY_LISTS.items():
        check_keypoints(annotation[part], 3, count, f'{place}, {part}')


def check_mpii_annotation(
    annotation: dict, index: int, num_keypoints: int, source: str
) -> None:
    """Check a person in mmpose's MPII format.

    Args:
        annotation: Entry of the file: ``image``, ``center`` (pixels), ``scale``
            (units of 200 pixels), ``joints``, ``joints_vis``.
        index: Position in the file, from 0.
        num_keypoints: Keypoints per person in the dataset's metainfo.
        source: The annotation file, for the error message.

    Raises:
        AnnotationError: If a key is absent, the image is not named by a number, the
            number of joints differs, a number is not finite or the scale is not
            positive.
    """
    place = f'{source}: annotation {index} ({annotation.get("image")})'
    for key in ('image', 'center', 'scale', 'joints', 'joints_vis'):
        if key not in annotation:
            raise AnnotationError(
                f'{place} has no {key!r}. Convert the annotations to the MPII '
                'format of mmpose or remove this one.'
            )
    if not annotation['image'].split('.')[0].isdecimal():
        raise AnnotationError(
            f'{place}: the image name must be a number, as in MPII (015601864.jpg), '
            'because it is the id of the image. Rename the file.'
        )
    check_keypoints(np.ravel(annotation['joints']), 2, num_keypoints, place)
    check_keypoints(np.ravel(annotation['joints_vis']), 1, num_keypoints, place)
    numbers = np.array([*annotation['center'], annotation['scale']], dtype=float)
    if not np.isfinite(numbers).all() or annotation['scale'] <= 0:
        raise AnnotationError(
            f'{place} has center {annotation["center"]} and scale '
            f'{annotation["scale"]}: its box is not finite or empty. Correct or '
            'remove it.'
        )


def check_detection(detection: dict, index: int, images: dict, source: str) -> None:
    """Check a detected box in COCO's result format.

    Args:
        detection: Entry of the file: ``image_id``, ``category_id``, ``bbox`` (x, y,
            width, height in pixels) and ``score``.
        index: Position in the file, from 0.
        images: Known images by id.
        source: The detection file, for the error message.

    Raises:
        AnnotationError: If a key is absent, the image is not in the annotation
            file, the box is not finite or empty, or the score is not finite.
    """
    place = f'{source}: detection {index}'
    for key in ('image_id', 'category_id', 'bbox', 'score'):
        if key not in detection:
            raise AnnotationError(
                f'{place} has no {key!r}. Write detections in the COCO result format.'
            )
    if detection['image_id'] not in images:
        raise AnnotationError(
            f'{place}: image_id {detection["image_id"]} is not in ann_file. Use the '
            'detections of the same images.'
        )
    _check_box(detection['bbox'], place)
    if not np.isfinite(detection['score']):
        raise AnnotationError(
            f'{place}: score {detection["score"]} is not finite. Correct or remove '
            'the detection.'
        )


def check_keypoints(
    numbers: Sequence[float] | np.ndarray, width: int, num_keypoints: int, place: str
) -> None:
    """Check the length and the values of a flat list of keypoints.

    Args:
        numbers: The list, ``width`` numbers per keypoint.
        width: Numbers per keypoint.
        num_keypoints: Keypoints per person in the dataset's metainfo.
        place: File and annotation, for the error message.

    Raises:
        AnnotationError: If the list has another length or a value is not finite.
    """
    if len(numbers) != width * num_keypoints:
        raise AnnotationError(
            f'{place} has {len(numbers) / width:g} keypoints, but the metainfo of the '
            f'dataset says {num_keypoints}. Set metainfo to that of these '
            'annotations, and the number of keypoints of the head with it.'
        )
    if not np.isfinite(np.asarray(numbers, dtype=float)).all():
        raise AnnotationError(
            f'{place} has keypoint coordinates that are not finite. Correct them, or '
            'set the visibility and coordinates of those keypoints to 0.'
        )


def _check_box(box: Sequence[float], place: str) -> None:
    values = np.asarray(box, dtype=float)
    if len(values) < 4 or not np.isfinite(values).all() or (values[2:4] <= 0).any():
        raise AnnotationError(
            f'{place} has bbox {list(box)} (x, y, width, height), which is not finite '
            'or empty. Correct or remove it.'
        )


def _check_inside(box: Sequence[float], image: dict, place: str) -> None:
    """Refuse a box that has no area after clipping to its image."""
    x, y, width, height = box[:4]
    right, bottom = image['width'] - 1, image['height'] - 1
    inside = np.clip([x, x + width], 0, right), np.clip([y, y + height], 0, bottom)
    if any(first == last for first, last in inside):
        raise AnnotationError(
            f'{place} has bbox {list(box)} (x, y, width, height) outside of image '
            f'{image.get("file_name")} ({image["width"]}x{image["height"]}). Correct '
            'or remove it.'
        )
