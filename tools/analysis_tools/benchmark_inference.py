#!/usr/bin/env python
"""Time inference: backends on crops, and pipelines on images of several people.

python tools/analysis_tools/benchmark_inference.py [--turns N] [--out FILE.md]

Models have random weights. All rows of a table are timed alternately in one process. On
a busy machine trust the ratios, not the milliseconds.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import onnxruntime
import torch
from mmengine.config import Config

import poseur  # noqa: F401  (checks the versions and provides mmcv's operators)
from poseur.analysis.inference_speed import (
    ModelBackends,
    build_backends,
    build_pipelines,
    make_scenes,
)
from poseur.analysis.timing import Timing, interleaved_timing
from poseur.deploy.export.onnx_file import example_crops
from poseur.structures.files import write_text

CONFIGS = Path(__file__).resolve().parents[2] / 'configs/poseur/coco'
MODELS = {
    'ResNet-50': CONFIGS / 'td-reg_poseur-res50_8xb32-325e_coco-256x192.py',
    'MobileNetV2': CONFIGS / 'td-reg_poseur-mobilenetv2_8xb32-325e_coco-256x192.py',
}


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description='Time inference on the CPU')
    parser.add_argument(
        '--threads', type=int, default=torch.get_num_threads(), help='CPU threads'
    )
    parser.add_argument('--turns', type=int, default=15, help='timed rounds')
    parser.add_argument(
        '--batch-sizes', type=int, nargs='+', default=[1, 8], help='crops in a batch'
    )
    parser.add_argument(
        '--models',
        nargs='+',
        choices=MODELS,
        default=list(MODELS),
        help='backbones to time',
    )
    parser.add_argument(
        '--images', type=int, default=4, help='images per call of a pipeline'
    )
    parser.add_argument('--people', type=int, default=4, help='people in each image')
    parser.add_argument(
        '--flip-test', action='store_true', help='flip test in all pipelines'
    )
    parser.add_argument(
        '--no-compile', action='store_true', help='leave torch.compile out'
    )
    parser.add_argument('--out', help='Markdown file for the tables')
    return parser.parse_args()


def table(title: str, unit: str, count: int, timings: list[Timing]) -> list[str]:
    """Return timings as lines of Markdown.

    Args:
        title: Header of the first column.
        unit: Unit of the throughput, such as crops.
        count: Number of units that each call processes.
        timings: The rows.
    """
    lines = [
        f'| {title} | ms | {unit}/s | times as fast as the first |',
        '|---|---|---|---|',
    ]
    lines += [
        f'| {row.name} | {1000 * row.seconds:.1f} | {count / row.seconds:.1f} | '
        f'{row.ratio:.2f} |'
        for row in timings
    ]
    return [*lines, '']


def crop_tables(name: str, model: ModelBackends, args: argparse.Namespace) -> list[str]:
    """Return a table for each batch size as lines of Markdown."""
    lines = []
    for batch in args.batch_sizes:
        crops = example_crops(model.metadata, batch).numpy()
        works = {
            backend: lambda predict=predict, crops=crops: predict(crops)
            for backend, predict in model.predict.items()
        }
        timings = interleaved_timing(works, args.turns)
        lines += table(f'{name}, batch {batch}', 'crops', batch, timings)
    return lines


def main() -> None:
    """Time everything and print the tables."""
    args = parse_args()
    torch.set_num_threads(args.threads)
    lines = [
        f'torch {torch.__version__}, ONNX Runtime {onnxruntime.__version__}, '
        f'{args.threads} threads, medians of {args.turns} rounds.',
        '',
    ]
    with tempfile.TemporaryDirectory() as folder:
        models = {}
        for name in args.models:
            cfg = Config.fromfile(MODELS[name])
            backends = build_backends(cfg, Path(folder, name), not args.no_compile)
            models[name] = cfg, backends
            lines += crop_tables(name, backends, args)
        scenes = make_scenes(Path(folder, 'scenes'), args.images, args.people)
        pipelines = build_pipelines(
            models, scenes, args.flip_test, args.threads, Path(folder)
        )
        flip = 'with' if args.flip_test else 'without'
        title = f'{args.images} images of {args.people} people, {flip} flip test'
        timings = interleaved_timing(pipelines, args.turns)
        lines += table(title, 'people', args.images * args.people, timings)
    text = '\n'.join(lines)
    print(text)
    if args.out:
        write_text(args.out, text)


if __name__ == '__main__':
    main()
