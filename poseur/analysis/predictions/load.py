"""Keypoint predictions on the command line: read from a dump, or made by a test."""

from __future__ import annotations

import argparse
from pathlib import Path

from mmengine.config import Config
from mmpose.registry import RUNNERS

from poseur.config import add_config, dataset_metainfo, merge_options
from poseur.engine.launch import add_common_arguments, load_config
from poseur.structures.output_arguments import output_folder

from .dump import KeypointPredictions


def add_test_arguments(parser: argparse.ArgumentParser, out_dir: str) -> None:
    """Add the arguments of tools that analyze the predictions of a test.

    Args:
        parser: The parser to extend.
        out_dir: Default folder of the results.
    """
    add_config(parser)
    parser.add_argument('checkpoint', nargs='?', help='checkpoint to test')
    parser.add_argument(
        '--predictions',
        type=Path,
        help='file written by `poseur test --dump`, instead of a checkpoint. It is a '
        'pickle: open only files that you made yourself',
    )
    parser.add_argument(
        '--threshold',
        type=float,
        help='limit up to which a keypoint is correct: a share of the head size if the '
        'dataset has head sizes, otherwise an OKS; default: 0.5 for both',
    )
    parser.add_argument(
        '--out-dir', type=output_folder, default=out_dir, help='folder of the results'
    )
    parser.add_argument('--title', help='name of the test, for headings')
    add_common_arguments(parser)


def load_predictions(args: argparse.Namespace) -> tuple[KeypointPredictions, dict]:
    """Test the checkpoint on annotated boxes, or read the dump.

    Args:
        args: Arguments of :func:`add_test_arguments`. The title is set if it is None.

    Returns:
        The predictions, and the parsed metainfo of their dataset.

    Raises:
        SystemExit: If both checkpoint and dump are given or both are missing, or if
            the tool runs in several processes.
    """
    if args.launcher != 'none':
        raise SystemExit(
            'This tool tests in one process. Test in several with tools/dist_test.sh '
            '--dump FILE.pkl, and give --predictions FILE.pkl.'
        )
    if (args.checkpoint is None) == (args.predictions is None):
        raise SystemExit('Give either a checkpoint or --predictions FILE.')
    cfg = load_config(args)
    merge_options(cfg, args.cfg_options)
    metainfo = dataset_metainfo(cfg)
    path = args.predictions
    if path is None:
        path = args.out_dir / 'predictions.pkl'
        _test(cfg, args.checkpoint, path)
    args.title = args.title or Path(args.checkpoint or path).stem
    return KeypointPredictions.read(path, metainfo), metainfo


def _test(cfg: Config, checkpoint: str, path: Path) -> None:
    """Test a checkpoint and dump its predictions."""
    cfg.load_from = checkpoint
    cfg.resume = False
    use_annotated_boxes(cfg)
    cfg.test_evaluator = dict(type='DumpResults', out_file_path=str(path))
    cfg.setdefault('runner_type', 'PoseurRunner')
    RUNNERS.build(cfg).test()


def use_annotated_boxes(cfg: Config) -> None:
    """Configure the test to use annotated boxes, since detected ones have no labels.

    Args:
        cfg: The config, changed in place.
    """
    if cfg.test_dataloader.dataset.get('bbox_file'):
        cfg.test_dataloader.dataset.bbox_file = None
