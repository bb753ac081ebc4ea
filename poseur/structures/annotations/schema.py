"""Fields of the entries of a file in COCO's format."""

from __future__ import annotations

from .fields import (
    Field,
    is_box,
    is_flag,
    is_mask,
    is_name,
    is_number,
    is_size,
    is_whole,
)

WHOLE, TEXT = 'a whole number', 'a text'
REQUIRED = 'Use a complete annotation file, or correct the entry.'
IMAGE = (
    Field('id', is_whole, WHOLE, 'Give every image a whole number as its id.'),
    Field('file_name', is_name, 'the name of a file', REQUIRED),
    Field('width', is_size, 'a positive number of pixels', REQUIRED),
    Field('height', is_size, 'a positive number of pixels', REQUIRED),
)
CATEGORY = (
    Field('id', is_whole, WHOLE, REQUIRED),
    Field('name', is_name, TEXT, required=False),
    Field('keypoints', lambda names: isinstance(names, list), 'a list', required=False),
)
ANNOTATION = (
    Field('id', is_whole, WHOLE, 'Give every annotation a whole number as its id.'),
    Field('image_id', is_whole, WHOLE, 'Write the id of its image as a whole number.'),
    Field('category_id', is_whole, WHOLE, 'Write the id of its category.'),
    Field('iscrowd', is_flag, '0 or 1', required=False),
)
BOX = Field(
    'bbox', is_box, 'four finite numbers (x, y, width, height)', 'Correct or remove it.'
)
AREA_FIX = 'Add the area of the person in pixels; the evaluation needs it too.'


def person_fields(areas: bool) -> tuple[Field, ...]:
    """Return the fields of a person; ``areas`` are needed or not."""
    return (
        BOX,
        Field('num_keypoints', is_whole, WHOLE, required=False),
        Field('area', is_number, 'a number', AREA_FIX, required=areas),
        Field('segmentation', is_mask, 'polygons, RLE or null', required=False),
    )
