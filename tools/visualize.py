#!/usr/bin/env python
"""Draw what a model predicts for people of its test set, and what it looks at.

python tools/visualize.py CONFIG CHECKPOINT [--num 8 | --indices 0 5 9] [--out-dir DIR]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import cv2
from mmengine.utils import track_iter_progress
from mmpose.registry import DATASETS

import poseur  # noqa: F401  (checks the versions and provides mmcv's operators)
from poseur.apis.model_loading import load_model
from poseur.config import (
    add_config_options,
    default_scope,
    merge_options,
    read_config,
)
from poseur.visualization.attention_matrix import draw_attention_matrix
from poseur.visualization.image_grid import tile_sheet
from poseur.visualization.panels import PANELS, choose_panels
from poseur.visualization.traces import (
    HEIGHT,
    TracedPerson,
    evenly_spread,
    trace_people,
)

BATCH_SIZE = 16
PERSON_COLUMNS = 4


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description='Draw predictions and attention')
    parser.add_argument('config', help='config file, or its name in model-index.yml')
    parser.add_argument('checkpoint', help='checkpoint file, URL or zoo name')
    which = parser.add_mutually_exclusive_group()
    which.add_argument('--indices', type=int, nargs='+', help='numbers of samples')
    which.add_argument(
        '--num', type=int, default=8, help='people, spread evenly over the test set'
    )
    parser.add_argument('--out-dir', type=Path, default=Path('work_dirs/panels'))
    parser.add_argument('--panels', nargs='+', choices=PANELS, metavar='PANEL')
    parser.add_argument(
        '--joints', nargs='+', metavar='NAME', help='of the panels of single joints'
    )
    parser.add_argument('--layer', type=int, default=-1, help='decoder layer of these')
    parser.add_argument(
        '--sigma-factors',
        type=float,
        nargs=2,
        default=(1.0, 1.0),
        metavar=('X', 'Y'),
        help='on the ellipses; tools/analysis_tools/calibration.py finds them',
    )
    parser.add_argument('--height', type=int, default=HEIGHT, help='of a tile, pixels')
    parser.add_argument('--columns', type=int, default=4, help='of contact sheets')
    parser.add_argument('--device', default='cpu', help='such as cpu or cuda:0')
    add_config_options(parser)
    return parser.parse_args()


def traced_people(args: argparse.Namespace) -> list[TracedPerson]:
    """Run the model on the chosen people, batch by batch."""
    cfg = read_config(args.config)
    merge_options(cfg, args.cfg_options)
    with default_scope(cfg):
        dataset = DATASETS.build(cfg.test_dataloader.dataset)
    model = load_model(cfg, args.checkpoint, args.device)
    indices = args.indices or evenly_spread(args.num, len(dataset))
    batches = range(0, len(indices), BATCH_SIZE)
    return [
        person
        for first in batches
        for person in trace_people(
            model, dataset, indices[first : first + BATCH_SIZE], args.height
        )
    ]


def joint_numbers(names: list[str] | None, known: tuple[str, ...]) -> list[int] | None:
    """Numbers of joints by their names; None for None."""
    unknown = set(names or ()) - set(known)
    if unknown:
        raise SystemExit(
            f'--joints: no {", ".join(sorted(unknown))} among {", ".join(known)}'
        )
    return None if names is None else [known.index(name) for name in names]


def main() -> None:
    """Draw a sheet per person, a contact sheet per panel, and the mean attention."""
    args = parse_args()
    people = traced_people(args)
    skeleton = people[0].skeleton
    joints = joint_numbers(args.joints, skeleton.names)
    panels = choose_panels(args.panels, joints, args.layer, args.sigma_factors)
    if people[0].trace.attention is None and args.panels is None:
        print('No panel attention: this decoder has no self-attention.')
        del panels['attention']
    args.out_dir.mkdir(parents=True, exist_ok=True)
    sheets = {name: [] for name in panels}
    for person in track_iter_progress(people):
        tiles = {name: panel(person) for name, panel in panels.items()}
        for name, drawn in tiles.items():
            sheets[name] += drawn
        rows = [tile for drawn in tiles.values() for tile in drawn]
        file = args.out_dir / f'{person.name.replace(" #", "_")}.jpg'
        cv2.imwrite(str(file), tile_sheet(rows, PERSON_COLUMNS))
    for name, tiles in sheets.items():
        file = args.out_dir / f'panel_{name}.jpg'
        cv2.imwrite(str(file), tile_sheet(tiles, args.columns))
    if 'attention' in panels:
        weights = [person.trace.attention[args.layer] for person in people]
        draw_attention_matrix(
            weights, skeleton.names, args.out_dir / 'attention_matrix.png'
        )
    print(f'\n{len(people)} people: a sheet each, and panel_*.jpg, in {args.out_dir}')


if __name__ == '__main__':
    main()
