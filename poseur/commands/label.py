"""Label many images with poses, in a file that can be continued.

poseur label INPUTS --model NAME --out LABELS.jsonl [--shard 2/8] [...]
poseur label INPUTS CONFIG CHECKPOINT --out LABELS.jsonl [...]

INPUTS is an image, a folder or a glob pattern ("a/*.jpg"). Each image adds a line to
LABELS.jsonl. After an interruption the same command goes on. --shard I/N labels the
I-th of N parts, for the jobs of an array; `poseur merge-labels` joins their files to
one COCO file. The exit status is 1 if an image failed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from poseur.structures.commands import command_parser
from poseur.structures.files import check_writable
from poseur.structures.progress import progress_line

from .options.inference import (
    add_inference_arguments,
    check_inference_arguments,
    choose_boxes,
    load_inferencer,
)


def shard(text: str) -> tuple[int, int]:
    """Read ``I/N``.

    Raises:
        ArgumentTypeError: If it is something else, or I is not from 1 to N.
    """
    number, slash, count = text.partition('/')
    if not (slash and number.isdecimal() and count.isdecimal()):
        raise argparse.ArgumentTypeError(f'{text} must be two numbers, such as 2/8')
    if not 1 <= int(number) <= int(count):
        raise argparse.ArgumentTypeError(f'{text}: the part must be from 1 to {count}')
    return int(number), int(count)


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = command_parser('label', __doc__)
    parser.add_argument('inputs', help='image, folder or pattern')
    add_inference_arguments(parser)
    parser.add_argument(
        '--out', type=Path, required=True, help='file of JSON lines to write'
    )
    parser.add_argument(
        '--shard',
        type=shard,
        default=(1, 1),
        metavar='I/N',
        help='label the I-th of N parts, into OUT with .I-of-N before the suffix',
    )
    args = parser.parse_args()
    check_inference_arguments(parser, args)
    number, count = args.shard
    if count > 1:
        args.out = args.out.with_suffix(f'.{number}-of-{count}{args.out.suffix}')
    check_writable(args.out, [args.bboxes] if args.bboxes else [])
    return args


def main() -> None:
    """Label the images that the file lacks; exit with status 1 if any failed."""
    args = parse_args()
    from poseur.apis.labeling import find_images, header_of, label

    images, others = find_images(args.inputs, args.recursive, args.shard)
    for failure in others:
        print(f'FAILED {failure}', file=sys.stderr)
    if not images:
        sys.exit(f'{args.inputs}: no images to label')
    infer = load_inferencer(args)
    boxes = choose_boxes(args, list(images.values()), infer)
    header = header_of(infer, args.model or Path(args.config).stem, args.shard)
    failed = label(infer, images, boxes, args.out, header, progress_line('labels'))
    for name, reason in failed.items():
        print(f'FAILED {name}: {reason}', file=sys.stderr)
    print(f'{args.out}: {len(images)} images, {len(failed)} of them failed')
    if failed or others:
        sys.exit(1)
