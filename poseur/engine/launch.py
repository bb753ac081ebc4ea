"""Config and runner of ``poseur train`` and ``poseur test``."""

from __future__ import annotations

import argparse
import logging
import os
import os.path as osp

from mmengine.config import Config
from mmengine.logging import print_log
from mmpose.registry import RUNNERS

from poseur.config import merge_options, read_file, require_parts
from poseur.structures.files import check_writable
from poseur.visualization.display import check_display

from .runner import PoseurRunner


def load_config(args: argparse.Namespace) -> Config:
    """Read the config and apply the common arguments except ``--cfg-options``.

    The working directory is that of the command line, or else that of the config, or
    else ``work_dirs/<name of the config>``.

    Args:
        args: Parsed common arguments, and ``config``.

    Raises:
        FileNotFoundError: If the config does not exist.
        ConfigError: If it cannot be read, or has no model.
    """
    local_rank = os.environ.get('OMPI_COMM_WORLD_LOCAL_RANK', str(args.local_rank))
    os.environ.setdefault('LOCAL_RANK', local_rank)
    cfg = read_file(args.config)
    require_parts(cfg, 'model')
    cfg.launcher = args.launcher
    name = osp.splitext(osp.basename(cfg.filename))[0]
    cfg.work_dir = args.work_dir or cfg.get('work_dir') or osp.join('work_dirs', name)
    if args.seed is not None:
        cfg.randomness = dict(cfg.get('randomness', {}), seed=args.seed)
    if 'preprocess_cfg' in cfg:
        cfg.model.setdefault('data_preprocessor', cfg.preprocess_cfg)
    if args.show or args.show_dir:
        draw_predictions(cfg, args)
    return cfg


def draw_predictions(cfg: Config, args: argparse.Namespace) -> None:
    """Enable the visualization hook.

    Args:
        cfg: The config, changed in place.
        args: Parsed common arguments.

    Raises:
        ValueError: If the config has no visualization hook, or windows cannot be
            opened.
    """
    hook = cfg.get('default_hooks', {}).get('visualization')
    if hook is None:
        raise ValueError(
            f'The config {cfg.filename} has no default_hooks.visualization. Add '
            "visualization=dict(type='PoseVisualizationHook') to default_hooks."
        )
    if args.launcher != 'none':
        message = (
            'Only the first of several processes draws, and only its share of the data.'
        )
        print_log(message, logger='current', level=logging.WARNING)
    if args.show and (fault := check_display()):
        raise ValueError(f'--show: {fault} --show-dir writes the pictures to a folder.')
    hook.update(
        enable=True, show=args.show, out_dir=args.show_dir, interval=args.interval
    )
    if args.show:
        hook.wait_time = args.wait_time


def build_runner(cfg: Config, args: argparse.Namespace) -> PoseurRunner:
    """Apply ``--cfg-options`` and build the runner.

    Args:
        cfg: The config with all other arguments applied.
        args: Parsed common arguments.

    Returns:
        A runner of the config's ``runner_type``, by default ``PoseurRunner``.

    Raises:
        OSError: If a folder of its outputs cannot be written to.
    """
    merge_options(cfg, args.cfg_options)
    check_writable(osp.join(cfg.work_dir, 'log'))
    if osp.isabs(args.show_dir or ''):  # others are in the work directory
        check_writable(osp.join(args.show_dir, 'picture'))
    cfg.setdefault('runner_type', 'PoseurRunner')
    return RUNNERS.build(cfg)
