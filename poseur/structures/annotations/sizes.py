"""Size of a picture in its annotation file against that of its decoded pixels."""

from __future__ import annotations

Size = tuple[int, int]


def size_problem(declared: Size, decoded: Size) -> str | None:
    """Describe how a picture differs from the size in its annotation file.

    Pictures are decoded by OpenCV, which turns them as EXIF says. Annotations must be
    those of the turned picture: this is the one rule for training, tests, inference
    and deployment.

    Args:
        declared: Width and height in the annotation file.
        decoded: Width and height of the decoded picture.

    Returns:
        What differs and what to do, None if the sizes are the same.
    """
    if declared == decoded:
        return None
    (width, height), (right, bottom) = decoded, declared
    found = f'is {width}x{height} pixels, but its annotation file says {right}x{bottom}'
    if declared == decoded[::-1]:
        return (
            f'{found}: it is turned, most likely by the EXIF orientation, which is '
            'followed here. Annotate the upright picture, or remove its EXIF data.'
        )
    return (
        f'{found}. Use the pictures that were annotated, or scale the annotations with '
        'the pictures, and correct width and height.'
    )
