"""Convert Leeds Sports Pose (extended) to the MPII format.

poseur convert-lsp LSPET_FOLDER data/lsp_mpii [--train N] [--val N]

LSPET_FOLDER holds joints.mat and images/im00001.jpg, images/im00002.jpg, ..., as
published. Images are drawn at random and copied.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
from scipy.io import loadmat, savemat

from poseur.structures.commands import command_parser
from poseur.structures.files import PartialFile, write_text
from poseur.structures.output_arguments import output_folder


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = command_parser('convert-lsp', __doc__)
    parser.add_argument('source', type=Path, help='folder of joints.mat and images')
    parser.add_argument('out', type=output_folder, help='folder to write')
    parser.add_argument(
        '--train', type=int, default=4000, help='number of people to train on'
    )
    parser.add_argument(
        '--val', type=int, default=500, help='number of people to validate on'
    )
    parser.add_argument('--seed', type=int, default=0, help='seed of the random split')
    return parser.parse_args()


def draw_people(
    people: dict[int, dict], sizes: dict[str, int], seed: int
) -> dict[str, list[dict]]:
    """Draw people for each split at random.

    Raises:
        ValueError: If there are fewer people than the splits need, or the seed is
            negative.
    """
    if seed < 0:
        raise ValueError(f'--seed {seed} is negative; give one from 0')
    if sum(sizes.values()) > len(people):
        raise ValueError(
            f'{" and ".join(f"--{name} {size}" for name, size in sizes.items())} are '
            f'more than the {len(people)} people with labels; give smaller numbers'
        )
    numbers = np.random.default_rng(seed).permutation(list(people))
    ends = np.cumsum(list(sizes.values()))
    parts = zip(sizes, np.split(numbers, ends), strict=False)
    return {name: [people[number] for number in part] for name, part in parts}


def read_joints(path: Path) -> np.ndarray:
    """Return the joints of a MATLAB file.

    Raises:
        FileNotFoundError: If it does not exist.
        ValueError: If it is damaged or of another kind.
    """
    if not path.is_file():
        raise FileNotFoundError(f'{path} does not exist. Give the folder that has it.')
    try:
        return loadmat(path)['joints']
    except Exception as error:  # SciPy raises errors of many types
        raise ValueError(
            f'{path} is damaged, or not the joints of Leeds Sports Pose '
            f'({type(error).__name__}: {error}). Copy it again.'
        ) from error


def main() -> None:
    """Write the images and annotations of both splits."""
    args = parse_args()
    from poseur.datasets.mpii_conversion import head_boxes_from_joints, lsp_to_mpii

    if args.out.resolve() == args.source.resolve():
        raise ValueError(f'{args.out} is the source. Give another folder to write to.')
    joints = read_joints(args.source / 'joints.mat')
    try:
        people = lsp_to_mpii(joints)
        splits = draw_people(people, dict(train=args.train, val=args.val), args.seed)
    except ValueError as error:
        raise ValueError(f'{args.source}: {error}') from error
    for name in ('images', 'annotations'):
        (args.out / name).mkdir(parents=True, exist_ok=True)
    for split, chosen in splits.items():
        for person in chosen:
            number = int(person['image'].split('.')[0])
            source = args.source / 'images' / f'im{number:05d}.jpg'
            with PartialFile(args.out / 'images' / person['image']) as partial:
                shutil.copyfile(source, partial)
        path = args.out / 'annotations' / f'mpii_{split}.json'
        write_text(path, json.dumps(chosen))
        print(f'{path}: {len(chosen)} people')
    heads = head_boxes_from_joints(splits['val'])
    with PartialFile(args.out / 'annotations' / 'mpii_gt_val.mat') as partial:
        savemat(partial, dict(headboxes_src=heads))
