"""Keypoint predictions on the command line: read from a dump, or made by a test."""

from __future__ import annotations

import argparse
from pathlib import Path

from mmengine.config import Config
from mmpose.registry import RUNNERS

from poseur.config import dataset_metainfo, merge_options
from poseur.engine.launch import load_config

from .dump import KeypointPredictions


def load_predictions(args: argparse.Namespace) -> tuple[KeypointPredictions, dict]:
    """Test the checkpoint on annotated boxes, or read the dump.

    Args:
        args: Arguments of ``poseur analyze-results``. The title is set if it is None.

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
