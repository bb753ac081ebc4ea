"""Result files of ``poseur test``."""

from __future__ import annotations

import os
import os.path as osp
from collections.abc import Sequence

from mmengine import dump
from mmengine.config import Config
from mmengine.dist import master_only
from mmengine.logging import print_log
from mmengine.runner import Runner

from poseur.checkpoints import write_atomically
from poseur.evaluation.coco_results import validate_coco_results
from poseur.structures.files import check_writable

COCO_METRICS = ('CheckedCocoMetric', 'CocoMetric', 'mmdet.CocoPersonMetric')


def format_only(cfg: Config, out: str) -> None:
    """Configure the COCO metric to write its result file without evaluating it.

    Args:
        cfg: The config, changed in place.
        out: Path of the final result file.

    Raises:
        ValueError: If the test evaluator is not one of ``COCO_METRICS``.
    """
    evaluator = cfg.test_evaluator
    if isinstance(evaluator, list | tuple) and len(evaluator) == 1:
        evaluator = evaluator[0]
    if isinstance(evaluator, list | tuple) or evaluator.type not in COCO_METRICS:
        raise ValueError(
            '--format-only writes COCO result files and needs test_evaluator='
            f"dict(type='CheckedCocoMetric', ...) in {cfg.filename}, found {evaluator}."
        )
    os.makedirs(osp.dirname(osp.abspath(out)), exist_ok=True)
    evaluator.update(format_only=True, outfile_prefix=osp.splitext(out)[0])
    cfg.test_evaluator = evaluator


def dump_predictions(cfg: Config, out: str) -> None:
    """Configure the test to also write the raw predictions.

    Args:
        cfg: The config, changed in place.
        out: Path of the pickle file.
    """
    evaluators = cfg.test_evaluator
    if not isinstance(evaluators, list | tuple):
        evaluators = [evaluators]
    cfg.test_evaluator = [*evaluators, dict(type='DumpResults', out_file_path=out)]


@master_only
def check_outputs(
    cfg: Config, outputs: Sequence[str | None], inputs: Sequence[object]
) -> None:
    """Check before a test that its results can be written.

    Args:
        cfg: The config of the test.
        outputs: Files to write; None for those that are not asked for.
        inputs: The checkpoint, and values of the command line that may be files.

    Raises:
        OSError: If a file cannot be written.
        ValueError: If it is the config, an annotation file or one of the inputs.
    """
    evaluators = cfg.get('test_evaluator') or []
    if not isinstance(evaluators, list | tuple):
        evaluators = [evaluators]
    annotations = [each['ann_file'] for each in evaluators if each.get('ann_file')]
    files = [each for each in inputs if isinstance(each, str)]
    for out in filter(None, outputs):
        check_writable(out, [cfg.filename, *annotations, *files])


@master_only
def write_results(runner: Runner, out: str) -> None:
    """Move the result file of the COCO metric to its final path and check it.

    Args:
        runner: Runner whose test has finished.
        out: Path of the final result file.

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
        metrics: Names and values.
        out: Path of the file, whose suffix selects the format.
    """
    content = dump(metrics, file_format=osp.splitext(out)[1][1:])
    write_atomically(content if isinstance(content, bytes) else content.encode(), out)
