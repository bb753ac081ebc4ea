"""Test a model.

poseur test CONFIG CHECKPOINT [--work-dir DIR] [--out FILE] [...]

With --format-only --out results.json it writes the file for the COCO server; see
README.md for the settings of test-dev. `poseur analyze-results` draws the worst
predictions.
"""

from __future__ import annotations

import argparse

from poseur.structures.commands import command_parser

from .options import add_config, add_run_arguments

METRICS_SUFFIXES = ('.json', '.yaml', '.yml', '.pkl', '.pickle')


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = command_parser('test', __doc__)
    add_config(parser)
    parser.add_argument('checkpoint', help='checkpoint file, URL or zoo name')
    parser.add_argument('--out', help='JSON file for metrics or formatted results')
    parser.add_argument(
        '--format-only',
        action='store_true',
        help='write predictions to --out in the format of the COCO server, without '
        'evaluating them',
    )
    parser.add_argument('--dump', help='pickle file for the raw predictions')
    parser.add_argument(
        '--allow-mismatch',
        action='store_true',
        help='load the keys that fit, even if others do not',
    )
    add_run_arguments(parser)
    args = parser.parse_args()
    if args.format_only and not (args.out and args.out.endswith('.json')):
        parser.error('--format-only needs --out FILE.json to write to')
    if args.out and not args.out.endswith(METRICS_SUFFIXES):
        suffixes = ', '.join(METRICS_SUFFIXES)
        parser.error(f'--out {args.out}: the name must end in one of {suffixes}')
    if args.dump and not args.dump.endswith(('.pkl', '.pickle')):
        parser.error(f'--dump {args.dump}: the name must end in .pkl or .pickle')
    return args


def main() -> None:
    """Test the model of the command line."""
    args = parse_args()
    from poseur.engine.launch import build_runner, load_config
    from poseur.engine.result_files import (
        check_outputs,
        dump_predictions,
        format_only,
        write_metrics,
        write_results,
    )
    from poseur.engine.shutdown import shutdown_distributed

    cfg = load_config(args)
    cfg.load_from = args.checkpoint
    cfg.resume = False
    cfg.allow_mismatch = args.allow_mismatch
    inputs = [args.checkpoint, *args.cfg_options.values()]
    check_outputs(cfg, [args.out, args.dump], inputs)
    if args.format_only:
        format_only(cfg, args.out)
    if args.dump:
        dump_predictions(cfg, args.dump)
    runner = build_runner(cfg, args)
    metrics = runner.test()
    if args.format_only:
        write_results(runner, args.out)
    elif args.out:
        write_metrics(metrics, args.out)
    shutdown_distributed(runner.model)
