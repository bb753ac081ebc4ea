"""Write a COCO annotation file with a few images of a larger one, for quick checks.

poseur make-subset ANNOTATIONS.json --num 8 --out SUBSET.json
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from poseur.structures.annotations import Demands, check_annotations, read_json
from poseur.structures.commands import command_parser
from poseur.structures.files import check_writable, write_text


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = command_parser('make-subset', __doc__)
    parser.add_argument('annotations', type=Path, help='person_keypoints_*.json')
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument(
        '--num',
        type=int,
        help='number of images, the first by id that have labeled keypoints',
    )
    which.add_argument('--ids', type=int, nargs='+', help='ids of images')
    parser.add_argument('--out', type=Path, required=True, help='file to write')
    return parser.parse_args()


def read_people(path: Path) -> tuple[dict, list[dict]]:
    """Read and check a file.

    Returns:
        Its content, and the annotations of people with labeled keypoints.

    Raises:
        OSError, ValueError: If it cannot be read or has faults.
    """
    data = read_json(path, kind=dict)
    checked = check_annotations(data, Demands(), str(path))
    checked.report.raise_faults()
    return data, [a for a in data['annotations'] if a['id'] not in checked.left_out]


def choose_images(
    data: dict, people: list[dict], num: int | None, ids: list[int] | None
) -> set[int]:
    """Return the ids of the images to keep.

    Args:
        data: Content of the COCO file.
        people: Annotations of people with labeled keypoints.
        num: Number of images with labeled keypoints; not used if ``ids`` are given.
        ids: Ids of the images, or None.

    Raises:
        ValueError: If there are too few such images, or an id does not exist.
    """
    if ids is not None:
        missing = sorted(set(ids) - {image['id'] for image in data['images']})
        if missing:
            raise ValueError(f'it has no images with the ids {missing}')
        return set(ids)
    labeled = sorted({person['image_id'] for person in people})
    if num is None or not 0 < num <= len(labeled):
        raise ValueError(
            f'--num {num}: {len(labeled)} of its images have labeled keypoints; '
            f'give a number from 1 to {len(labeled)}'
        )
    return set(labeled[:num])


def main() -> None:
    """Read the file, choose images and write them with their annotations."""
    args = parse_args()
    check_writable(args.out, [args.annotations])
    data, people = read_people(args.annotations)
    try:
        chosen = choose_images(data, people, args.num, args.ids)
    except ValueError as error:
        raise ValueError(f'{args.annotations}: {error}') from error
    data['images'] = [i for i in data['images'] if i['id'] in chosen]
    data['annotations'] = [a for a in data['annotations'] if a['image_id'] in chosen]
    write_text(args.out, json.dumps(data))
    num_people = sum(person['image_id'] in chosen for person in people)
    print(
        f'{args.out}: {len(data["images"])} images, {len(data["annotations"])} '
        f'annotations, {num_people} people with labeled keypoints'
    )
