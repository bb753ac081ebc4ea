"""Export a top-down Poseur to a single file that needs neither config nor PyTorch.

poseur export CONFIG CHECKPOINT OUT.onnx
poseur export CONFIG CHECKPOINT OUT.onnx --int8
    --calibration-images FOLDER --calibration-boxes COCO.json
poseur export CONFIG CHECKPOINT OUT.pt --format torchscript

The command compares the exported model with PyTorch before it writes the file.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from poseur.structures.commands import command_parser
from poseur.structures.files import check_writable

from .options import add_config, add_config_options

if TYPE_CHECKING:
    from poseur.deploy import ModelMetadata

SUFFIXES = dict(onnx='.onnx', torchscript='.pt')


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = command_parser('export', __doc__)
    add_config(parser)
    parser.add_argument('checkpoint', help='checkpoint file, URL or zoo name')
    parser.add_argument('out', help='file to write')
    parser.add_argument('--format', choices=list(SUFFIXES), default='onnx')
    parser.add_argument(
        '--opset',
        type=int,
        default=17,
        help='version of the ONNX operators, 16 or above',
    )
    parser.add_argument(
        '--int8',
        action='store_true',
        help='also write OUT-int8.onnx with a backbone quantized to int8',
    )
    parser.add_argument('--calibration-images', help='folder of images, for --int8')
    parser.add_argument(
        '--calibration-boxes',
        help='COCO annotation file of these images; default: each is one person',
    )
    parser.add_argument(
        '--calibration-people',
        type=int,
        default=200,
        help='number of people to use at most',
    )
    parser.add_argument(
        '--overwrite', action='store_true', help='replace existing files'
    )
    add_config_options(parser)
    args = parser.parse_args()
    args.int8_out = args.out.removesuffix('.onnx') + '-int8.onnx'
    check_arguments(parser, args)
    return args


def check_arguments(parser: argparse.ArgumentParser, args: argparse.Namespace) -> None:
    """Reject arguments that contradict each other before any work is done."""
    if not args.out.endswith(SUFFIXES[args.format]):
        parser.error(f'{args.out}: the name must end in {SUFFIXES[args.format]}')
    if args.opset < 16:
        parser.error(f'--opset {args.opset} is too old: give 16 or above')
    if args.int8 and args.format != 'onnx':
        parser.error('--int8 needs --format onnx')
    if args.int8 != bool(args.calibration_images):
        parser.error('--int8 and --calibration-images FOLDER need each other')
    inputs = (args.config, args.checkpoint, args.calibration_boxes)
    for path in (args.out, args.int8_out) if args.int8 else (args.out,):
        if Path(path).exists() and not args.overwrite:
            parser.error(f'{path} exists; pass --overwrite or give another name')
        check_writable(path, filter(None, inputs))


def quantize(
    args: argparse.Namespace, content: bytes, metadata: ModelMetadata
) -> bytes:
    """Quantize the file and print the error on crops that did not calibrate it."""
    from poseur.deploy.export import pixel_change, quantize_backbone, read_crops

    crops = read_crops(
        args.calibration_images,
        args.calibration_boxes,
        metadata,
        args.calibration_people,
    )
    calibration, evaluation = crops[::2], crops[1::2]
    quantized, _ = quantize_backbone(content, calibration, metadata)
    change = pixel_change(content, quantized, evaluation)
    print(
        f'int8: calibrated with {len(calibration)} people; on {len(evaluation)} others '
        f'keypoints move by (pixels of the crop) {change}; '
        f'{len(content) / 1e6:.1f} -> {len(quantized) / 1e6:.1f} MB'
    )
    return quantized


def export(args: argparse.Namespace) -> dict[str, bytes]:
    """Return the checked contents of the files to write."""
    from poseur.apis.model_loading import load_model
    from poseur.config import dataset_metainfo, merge_options, read_config
    from poseur.deploy.export import (
        build_graph,
        build_metadata,
        require_same,
        to_onnx,
        to_torchscript,
    )

    cfg = read_config(args.config)
    merge_options(cfg, args.cfg_options)
    estimator = load_model(cfg, args.checkpoint, 'cpu')
    metadata = build_metadata(cfg, estimator, dataset_metainfo(cfg))
    graph = build_graph(estimator, metadata)
    if args.format == 'onnx':
        content = to_onnx(graph, metadata, args.opset)
    else:
        content = to_torchscript(graph, metadata)
    deviation = require_same(estimator, content, args.format, metadata)
    print(f'largest deviation from PyTorch (of the crop size): {deviation}')
    files = {args.out: content}
    if args.int8:
        files[args.int8_out] = quantize(args, content, metadata)
    return files


def main() -> None:
    """Export, check, write."""
    args = parse_args()
    try:
        from poseur.checkpoints import CheckpointError, write_atomically
        from poseur.deploy.export import AccuracyError
    except ModuleNotFoundError as error:
        sys.exit(f'{error}. Run: pip install "poseur-pose[deploy]"')
    try:
        files = export(args)
    except (AccuracyError, CheckpointError, OSError, ValueError) as error:
        sys.exit(f'{error}\nNothing was written.')
    for path, content in files.items():
        write_atomically(content, path)
        print(f'written to {path} ({len(content) / 1e6:.1f} MB)')
