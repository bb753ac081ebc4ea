"""People of a test set with predictions: read from a file, or made by testing."""

from __future__ import annotations

import argparse
from pathlib import Path

from mmengine.config import Config
from mmpose.registry import RUNNERS

from poseur.config import dataset_metainfo, merge_options
from poseur.engine.launch import add_common_arguments, load_config

from .dump import PredictedPeople


def add_test_arguments(parser: argparse.ArgumentParser, out_dir: str) -> None:
    """Add the arguments of tools that look at the predictions of a test.

    Args:
        parser: The parser to extend.
        out_dir: Default folder of the results.
    """
    parser.add_argument('config', help='test config')
    parser.add_argument('checkpoint', nargs='?', help='checkpoint to test')
    parser.add_argument(
        '--predictions',
        type=Path,
        help='in place of a checkpoint: what tools/test.py --dump wrote. It is a '
        'pickle: open only files that you made yourself',
    )
    parser.add_argument(
        '--threshold',
        type=float,
        help='up to which a keypoint is correct: a share of the head size where the '
        'data have one, else an OKS; both 0.5 by default',
    )
    parser.add_argument(
        '--out-dir', type=Path, default=Path(out_dir), help='folder of the results'
    )
    parser.add_argument('--title', help='what was tested, for headings')
    add_common_arguments(parser)


def tested_people(args: argparse.Namespace) -> tuple[PredictedPeople, dict]:
    """Test the checkpoint, or read the file; annotated boxes are used in the test.

    Returns:
        The people, and the parsed metainfo of their dataset.

    Raises:
        SystemExit: If not exactly one of checkpoint and file is given, or one of
            several processes calls this.
    """
    if args.launcher != 'none':
        raise SystemExit(
            'This tool tests in one process. Test in several with tools/dist_test.sh '
            '--dump FILE.pkl, and give --predictions FILE.pkl.'
        )
    if (args.checkpoint is None) == (args.predictions is None):
        raise SystemExit('Give either a checkpoint or --predictions FILE.')
    args.out_dir.mkdir(parents=True, exist_ok=True)
    cfg = load_config(args)
    merge_options(cfg, args.cfg_options)
    metainfo = dataset_metainfo(cfg)
    path = args.predictions
    if path is None:
        path = args.out_dir / 'predictions.pkl'
        _test(cfg, args.checkpoint, path)
    args.title = args.title or Path(args.checkpoint or path).stem
    return PredictedPeople.read(path, metainfo), metainfo


def _test(cfg: Config, checkpoint: str, path: Path) -> None:
    """Write the predictions of a checkpoint to a file."""
    cfg.load_from = checkpoint
    cfg.resume = False
    if cfg.test_dataloader.dataset.get('bbox_file'):
        cfg.test_dataloader.dataset.bbox_file = None
    cfg.test_evaluator = dict(type='DumpResults', out_file_path=str(path))
    cfg.setdefault('runner_type', 'PoseurRunner')
    RUNNERS.build(cfg).test()
