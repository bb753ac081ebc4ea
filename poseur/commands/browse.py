"""Draw the samples of a dataset with their keypoints.

poseur browse CONFIG --output-dir DIR [--mode original] [...]
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from poseur.structures.commands import command_parser
from poseur.structures.files import refuse_overwriting
from poseur.structures.output_arguments import output_folder

from .options import add_config, add_config_options

if TYPE_CHECKING:
    from mmengine.config import Config
    from mmengine.dataset import BaseDataset


def parse_args() -> argparse.Namespace:
    """Parse the command line."""
    parser = command_parser('browse', __doc__)
    add_config(parser)
    parser.add_argument(
        '--output-dir',
        type=output_folder,
        default='browse_dataset',
        help='folder to write to',
    )
    parser.add_argument('--phase', default='train', choices=['train', 'val', 'test'])
    parser.add_argument(
        '--mode',
        default='transformed',
        choices=['transformed', 'original'],
        help="the model's input, or the whole image with the box",
    )
    parser.add_argument('--max-num', type=int, default=50, help='number of images')
    add_config_options(parser)
    return parser.parse_args()


def build_dataset(cfg: Config, phase: str, mode: str) -> BaseDataset:
    """Build the dataset of a phase with the pipeline for a mode.

    Args:
        cfg: The config.
        phase: ``train``, ``val`` or ``test``.
        mode: ``transformed`` keeps the pipeline, ``original`` removes it.
    """
    from mmpose.registry import DATASETS

    settings = cfg[f'{phase}_dataloader'].dataset
    if mode == 'original':
        settings.pipeline = []
    else:
        settings.pipeline[-1].pack_transformed = True
    return DATASETS.build(settings)


def main() -> None:
    """Draw the first samples."""
    args = parse_args()
    from mmengine.utils import track_iter_progress
    from mmpose.registry import VISUALIZERS

    from poseur.config import default_scope, merge_options, read_file
    from poseur.visualization.dataset_pictures import (
        original_picture,
        transformed_picture,
    )

    cfg = read_file(args.config)
    merge_options(cfg, args.cfg_options)
    with default_scope(cfg):
        dataset = build_dataset(cfg, args.phase, args.mode)
        visualizer = VISUALIZERS.build(cfg.visualizer)
    refuse_overwriting(args.output_dir, [dataset.data_prefix['img']])
    visualizer.set_dataset_meta(dataset.metainfo)
    picture = original_picture if args.mode == 'original' else transformed_picture
    for index in track_iter_progress(range(min(args.max_num, len(dataset)))):
        sample = picture(dataset[index])
        visualizer.add_datasample(
            sample.name,
            sample.image,
            sample.annotation,
            draw_pred=False,
            draw_bbox=args.mode == 'original',
            out_file=str(Path(args.output_dir) / f'{index:06d}_{sample.name}'),
        )
    print(f'\nImages written to {Path(args.output_dir).resolve()}')
