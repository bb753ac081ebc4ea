"""The files that ``tools/test.py`` can write."""

from __future__ import annotations

import argparse
import os
import os.path as osp

from mmengine import dump
from mmengine.config import Config
from mmengine.dist import master_only
from mmengine.logging import print_log
from mmengine.runner import Runner

from poseur.evaluation.coco_results import validate_coco_results

from .launch import require_hook

COCO_METRICS = ('CocoMetric', 'mmdet.CocoPersonMetric')


def analyse_bad_cases(cfg: Config, args: argparse.Namespace) -> None:
    """Turn mmpose's analysis of bad cases on.

    Args:
        cfg (Config): The config, changed in place.
        args (argparse.Namespace): Parsed arguments of ``tools/test.py``.

    Raises:
        ValueError: If the config lacks the hook or names an unknown metric.
    """
    hook = require_hook(cfg, 'badcase', 'BadCaseAnalysisHook')
    metrics = dict(loss=cfg.model.head.get('loss'), accuracy=cfg.test_evaluator)
    metric_type = hook.setdefault('metric_type', 'loss')
    if metric_type not in metrics:
        raise ValueError(
            f'default_hooks.badcase.metric_type is {metric_type!r}. Use '
            f'{" or ".join(metrics)}.'
        )
    hook.update(enable=True, show=args.show, interval=args.interval)
    if args.show_dir:
        hook.out_dir = args.show_dir
    if args.show:
        hook.wait_time = args.wait_time
    if not hook.get('metric'):
        hook.metric = metrics[metric_type]


def format_only(cfg: Config, out: str) -> None:
    """Let the COCO metric write its result file without evaluating it.

    Args:
        cfg (Config): The config, changed in place.
        out (str): The file that is wanted in the end.

    Raises:
        ValueError: If the test evaluator is not one of ``COCO_METRICS``.
    """
    evaluator = cfg.test_evaluator
    if isinstance(evaluator, list | tuple) and len(evaluator) == 1:
        evaluator = evaluator[0]
    if isinstance(evaluator, list | tuple) or evaluator.type not in COCO_METRICS:
        raise ValueError(
            '--format-only writes COCO result files and needs test_evaluator='
            f"dict(type='CocoMetric', ...) in {cfg.filename}, found {evaluator}."
        )
    os.makedirs(osp.dirname(osp.abspath(out)), exist_ok=True)
    evaluator.update(format_only=True, outfile_prefix=osp.splitext(out)[0])
    cfg.test_evaluator = evaluator


def dump_predictions(cfg: Config, out: str) -> None:
    """Also write the raw predictions to a pickle file.

    Args:
        cfg (Config): The config, changed in place.
        out (str): The pickle file.
    """
    evaluators = cfg.test_evaluator
    if not isinstance(evaluators, list | tuple):
        evaluators = [evaluators]
    cfg.test_evaluator = [*evaluators, dict(type='DumpResults', out_file_path=out)]


@master_only
def write_results(runner: Runner, out: str) -> None:
    """Check the result file of the COCO metric and give it its name.

    Args:
        runner (Runner): The runner that has tested.
        out (str): The file that is wanted.

    Raises:
        ValueError: If the COCO server would refuse the file.
    """
    os.replace(f'{osp.splitext(out)[0]}.keypoints.json', out)
    num_keypoints = runner.test_dataloader.dataset.metainfo['num_keypoints']
    count = validate_coco_results(out, num_keypoints)
    print_log(f'{count} checked results written to {out}', logger='current')


@master_only
def write_metrics(metrics: dict, out: str) -> None:
    """Write the metrics of a test.

    Args:
        metrics (dict): Names and values.
        out (str): The file; its ending chooses the format.
    """
    os.makedirs(osp.dirname(osp.abspath(out)), exist_ok=True)
    dump(metrics, out)
