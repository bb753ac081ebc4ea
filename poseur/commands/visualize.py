"""Draw a model's predictions and attention for people of its test set.

poseur visualize CONFIG CHECKPOINT [--num 8 | --indices 0 5 9] [--out-dir DIR]
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from poseur.structures.commands import command_parser
from poseur.structures.files import refuse_overwriting, write_image
from poseur.structures.output_arguments import output_folder

from .options import add_config, add_config_options, positive

if TYPE_CHECKING:
    from poseur.visualization.image_grid import CaptionedImage
    from poseur.visualization.traces import InstanceTrace

BATCH_SIZE = 16
PANELS = ('pose', 'uncertainty', 'references', 'beyond', 'sampling', 'attention')
SHEET_COLUMNS = 4
HEIGHT = 512  # pixels


def parse_args() -> argparse.Namespace:
    """Parse the command line."""
    parser = command_parser('visualize', __doc__)
    add_config(parser)
    parser.add_argument('checkpoint', help='checkpoint file, URL or model zoo name')
    which = parser.add_mutually_exclusive_group()
    which.add_argument('--indices', type=int, nargs='+', help='indices of samples')
    which.add_argument(
        '--num',
        type=positive,
        default=8,
        help='number of people, spread evenly over the test set',
    )
    parser.add_argument('--out-dir', type=output_folder, default='work_dirs/panels')
    parser.add_argument('--panels', nargs='+', choices=PANELS, metavar='PANEL')
    parser.add_argument(
        '--joints',
        dest='keypoints',
        nargs='+',
        metavar='NAME',
        help='keypoints shown by the panels sampling and attention',
    )
    parser.add_argument(
        '--layer', type=int, default=-1, help='decoder layer shown by these panels'
    )
    parser.add_argument(
        '--sigma-factors',
        type=float,
        nargs=2,
        default=(1.0, 1.0),
        metavar=('X', 'Y'),
        help='scale the ellipses; measured by poseur calibrate',
    )
    parser.add_argument(
        '--height', type=positive, default=HEIGHT, help='height of an image in pixels'
    )
    parser.add_argument(
        '--columns', type=positive, default=4, help='columns of the contact sheets'
    )
    parser.add_argument('--device', default='cpu', help='such as cpu or cuda:0')
    add_config_options(parser)
    return parser.parse_args()


def run_model(args: argparse.Namespace) -> list[InstanceTrace]:
    """Run the model on the chosen people, batch by batch."""
    from mmpose.registry import DATASETS

    from poseur.apis.model_loading import load_model
    from poseur.config import default_scope, merge_options, read_config
    from poseur.visualization.traces import evenly_spread, trace_instances

    cfg = read_config(args.config)
    merge_options(cfg, args.cfg_options)
    with default_scope(cfg):
        dataset = DATASETS.build(cfg.test_dataloader.dataset)
    refuse_overwriting(args.out_dir, [dataset.data_prefix['img']])
    model = load_model(cfg, args.checkpoint, args.device)
    indices = args.indices or evenly_spread(args.num, len(dataset))
    batches = range(0, len(indices), BATCH_SIZE)
    return [
        instance
        for first in batches
        for instance in trace_instances(
            model, dataset, indices[first : first + BATCH_SIZE], args.height
        )
    ]


def keypoint_indices(
    names: list[str] | None, known: tuple[str, ...]
) -> list[int] | None:
    """Return the indices of keypoints by name; None for None."""
    unknown = set(names or ()) - set(known)
    if unknown:
        raise ValueError(
            f'--joints: no {", ".join(sorted(unknown))} among {", ".join(known)}'
        )
    return None if names is None else [known.index(name) for name in names]


def main() -> None:
    """Draw a sheet per person, a contact sheet per panel, and the mean attention."""
    args = parse_args()
    from mmengine.utils import track_iter_progress

    from poseur.visualization.attention_matrix import draw_attention_matrix
    from poseur.visualization.image_grid import image_grid
    from poseur.visualization.panels import choose_panels

    instances = run_model(args)
    skeleton = instances[0].skeleton
    keypoints = keypoint_indices(args.keypoints, skeleton.names)
    panels = choose_panels(args.panels, keypoints, args.layer, args.sigma_factors)
    if instances[0].trace.attention is None and args.panels is None:
        print('The panel attention is left out: the decoder has no self-attention.')
        del panels['attention']
    images_of_panels: dict[str, list[CaptionedImage]] = {name: [] for name in panels}
    for instance in track_iter_progress(instances):
        sheet: list[CaptionedImage] = []
        for name, panel in panels.items():
            drawn = panel(instance)
            images_of_panels[name] += drawn
            sheet += drawn
        file = args.out_dir / f'{instance.name.replace(" #", "_")}.jpg'
        write_image(file, image_grid(sheet, SHEET_COLUMNS))
    for name, images in images_of_panels.items():
        file = args.out_dir / f'panel_{name}.jpg'
        write_image(file, image_grid(images, args.columns))
    attentions = [instance.trace.attention for instance in instances]
    if 'attention' in panels:
        weights = [each[args.layer] for each in attentions if each is not None]
        draw_attention_matrix(
            weights, skeleton.names, args.out_dir / 'attention_matrix.png'
        )
    print(
        f'\n{len(instances)} people: a sheet for each, and panel_*.jpg, in '
        f'{args.out_dir}'
    )
