"""Merge annotation files in COCO's format, such as one of each species, into one.

poseur merge-coco NAME=FILE [NAME=FILE ...] --category NAME --out FILE
    [--field NAME] [--image-root DIR]

All objects with keypoints become one class; images and annotations get new ids.
Categories without keypoints, which exports of Roboflow have, are dropped and counted.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from poseur.structures.annotations import Merger, read_json
from poseur.structures.commands import command_parser
from poseur.structures.files import check_writable, write_text


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = command_parser('merge-coco', __doc__)
    parser.add_argument(
        'files',
        nargs='+',
        metavar='NAME=FILE',
        type=named_file,
        help='annotation file, and its name in the merged file',
    )
    parser.add_argument('--category', required=True, help='name of the class of all')
    parser.add_argument(
        '--field',
        default='source',
        help='field of images and annotations that gets NAME; default: source',
    )
    parser.add_argument(
        '--image-root',
        type=Path,
        metavar='DIR',
        help='write the names of images relative to this folder; the images lie beside '
        'their annotation file, as Roboflow exports them. Default: keep the names',
    )
    parser.add_argument('--out', type=Path, required=True, help='file to write')
    args = parser.parse_args()
    names = [name for name, _ in args.files]
    if len(set(names)) < len(names):
        parser.error(f'the names {", ".join(names)} are not all different')
    return args


def named_file(text: str) -> tuple[str, Path]:
    """Return the name and the path of ``NAME=FILE``."""
    name, found, path = text.partition('=')
    if not (name and found and path):
        raise argparse.ArgumentTypeError(f'{text!r} is not NAME=FILE')
    return name, Path(path)


def folder_of(path: Path, root: Path | None) -> str:
    """Return what comes before the names of the images of a file."""
    if root is None:
        return ''
    folder = Path(os.path.relpath(path.parent, root)).as_posix()
    return '' if folder == '.' else f'{folder}/'


def main() -> None:
    """Merge the files and write the result."""
    args = parse_args()
    check_writable(args.out, [path for _, path in args.files])
    merger = Merger(args.category, args.field)
    for name, path in args.files:
        content = read_json(path, kind=dict)
        merger.add(name, content, str(path), folder_of(path, args.image_root))
    write_text(args.out, json.dumps(merger.content))
    counts = {key: len(merger.content[key]) for key in ('images', 'annotations')}
    print(f'{args.out}: {counts["images"]} images, {counts["annotations"]} annotations')
    for reason, count in merger.dropped.items():
        print(f'left out: {count} {reason}')
