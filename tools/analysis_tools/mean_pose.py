#!/usr/bin/env python
"""Score the mean or median training pose as a constant prediction.

python tools/analysis_tools/mean_pose.py CONFIG [--statistic median] [--out FILE] [...]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from mmengine import dump
from mmengine.config import Config

import poseur  # noqa: F401  (checks the versions and provides mmcv's operators)
from poseur.config import add_config_options, default_scope, merge_options
from poseur.evaluation.mean_pose import evaluate_mean_pose


def main() -> None:
    """Print the metrics, and write them if a file is given."""
    parser = argparse.ArgumentParser(
        description='Score the mean or median training pose as a constant prediction'
    )
    parser.add_argument('config', help='config with training and test data')
    parser.add_argument(
        '--statistic',
        default='mean',
        choices=['mean', 'median'],
        help='pose to predict',
    )
    parser.add_argument('--out', help='JSON file for the metrics')
    add_config_options(parser)
    args = parser.parse_args()
    cfg = Config.fromfile(args.config)
    merge_options(cfg, args.cfg_options)
    with default_scope(cfg):
        metrics = evaluate_mean_pose(cfg, args.statistic)
    for name, value in metrics.items():
        print(f'{args.statistic} pose  {name}: {value:.4f}')
    if args.out:
        dump(metrics, args.out)


if __name__ == '__main__':
    main()
