"""Check an annotation file in COCO's format, and its pictures, before training.

The checks are those of the datasets and evaluators. The exit code is 1 if there are
faults.

poseur check-data ANNOTATIONS.json [--images DIR] [--metainfo CFG]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from poseur.structures.annotations import (
    WHOLE_BODY_LISTS,
    Checked,
    Demands,
    Kind,
    Report,
    check_annotations,
    read_json,
    size_problem,
)
from poseur.structures.commands import command_parser
from poseur.structures.images import UnreadableImageError, read_image

STEP = 500  # pictures between two lines of progress
UNREADABLE = Kind(
    'pictures that cannot be read', 'Copy them again, or remove their annotations.'
)
SIZE = Kind('pictures of another size than annotated', '')


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = command_parser('check-data', __doc__)
    parser.add_argument('annotations', help='JSON file in the format of COCO')
    parser.add_argument('--images', type=Path, help='also read the pictures in here')
    parser.add_argument(
        '--metainfo',
        help='training config, or file with dataset_info: compare the keypoints too',
    )
    parser.add_argument(
        '--evaluate', action='store_true', help='also check what evaluation needs'
    )
    return parser.parse_args()


def demands_of(metainfo: str | None, evaluate: bool) -> Demands:
    """Return what the file must have.

    Raises:
        OSError, ValueError: If the metainfo cannot be read or is wrong.
    """
    if metainfo is None:
        return Demands(areas=evaluate, categories=evaluate)
    # Slow, and needed for this option only
    from poseur.config import dataset_metainfo, parse_metainfo, read_file

    cfg = read_file(metainfo)
    if 'dataset_info' in cfg:
        parsed = parse_metainfo(cfg.dataset_info)
    else:
        parsed = dataset_metainfo(cfg)
    names = tuple(parsed['keypoint_id2name'].values())
    parts = WHOLE_BODY_LISTS if len(names) == sum(WHOLE_BODY_LISTS.values()) else {}
    return Demands(names, parts, areas=evaluate, categories=evaluate)


def check_pictures(images: list[dict], folder: Path, report: Report) -> Iterator[int]:
    """Decode all pictures and yield how many are done.

    Args:
        images: Entries of the file.
        folder: Folder that their names are relative to.
        report: Report to add to.
    """
    for number, image in enumerate(images, start=1):
        try:
            height, width = read_image(folder / image['file_name']).shape[:2]
        except UnreadableImageError as error:
            report.add(UNREADABLE, f'image {image["id"]}', f'is wrong: {error}')
        else:
            declared = image['width'], image['height']
            problem = size_problem(declared, (width, height))
            if problem:
                place = f'image {image["id"]} ({image["file_name"]})'
                report.add(SIZE, place, problem.rstrip('.'))
        yield number


def print_report(checked: Checked, content: object) -> None:
    """Print faults, oddities and what is left out as a table."""
    report = checked.report
    rows = [('fault', report.counts[kind], kind.title) for kind in report.faults]
    rows += [('oddity', report.counts[kind], kind.title) for kind in report.oddities]
    rows += [('note', count, note) for note, count in report.notes.items()]
    rows += [('left out', count, why) for why, count in report.left_out.items()]
    if isinstance(content, dict) and not report.faults:
        used = len(content['annotations']) - len(checked.left_out)
        rows.append(('used', used, f'people in {len(content["images"])} images'))
    for kind, count, title in rows:
        print(f'{kind:9} {count:9}  {title}')


def main() -> None:
    """Check the file and, if asked, its pictures."""
    args = parse_args()
    demands = demands_of(args.metainfo, args.evaluate)
    content = read_json(args.annotations)
    checked = check_annotations(content, demands, args.annotations)
    report = checked.report
    if args.images and not report.faults:
        images = content['images']
        for done in check_pictures(images, args.images, report):
            if done % STEP == 0 or done == len(images):
                print(f'{done} of {len(images)} pictures', file=sys.stderr, flush=True)
    print_report(checked, content)
    report.raise_faults()
