"""Annotation files of any number of people, as the checks of them see them."""

from __future__ import annotations

NAMES = ('nose', 'left_hand', 'right_hand')
WIDTH, HEIGHT = 200, 100


def made_coco(num_people: int, per_image: int = 2) -> dict:
    """Return a sound file: three labeled keypoints on each person."""
    images = [
        dict(id=100 + i, file_name=f'{i}.jpg', width=WIDTH, height=HEIGHT)
        for i in range(-(-num_people // per_image))
    ]
    annotations = [made_person(i, 100 + i // per_image) for i in range(num_people)]
    people = dict(id=1, name='person', keypoints=list(NAMES))
    return dict(images=images, annotations=annotations, categories=[people])


def made_person(number: int, image: int) -> dict:
    """Return a person 20 pixels wide at a place that depends on its number."""
    x, y = 30 + number % 7 * 20, 20 + number % 3 * 10
    return dict(
        id=number,
        image_id=image,
        category_id=1,
        iscrowd=0,
        bbox=[x, y, 20, 30.5],
        area=400.0,
        num_keypoints=3,
        keypoints=[x + 2, y + 3, 2, x + 15, y + 9, 1, x + 8, y + 20.5, 2],
    )
