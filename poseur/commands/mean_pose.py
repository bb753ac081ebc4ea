"""Score the mean or median training pose as a constant prediction.

poseur mean-pose CONFIG [--statistic median] [--out FILE] [...]
"""

from __future__ import annotations

from poseur.structures.commands import command_parser
from poseur.structures.files import refuse_overwriting
from poseur.structures.output_arguments import output_file

from .options import add_config, add_config_options


def main() -> None:
    """Print the metrics, and write them if a file is given."""
    parser = command_parser('mean-pose', __doc__)
    add_config(parser)
    parser.add_argument(
        '--statistic',
        default='mean',
        choices=['mean', 'median'],
        help='pose to predict',
    )
    parser.add_argument('--out', type=output_file, help='JSON file for the metrics')
    add_config_options(parser)
    args = parser.parse_args()
    from poseur.config import default_scope, merge_options, read_file
    from poseur.engine.result_files import write_metrics
    from poseur.evaluation.mean_pose import evaluate_mean_pose

    if args.out:
        refuse_overwriting(args.out, [args.config])
    cfg = read_file(args.config)
    merge_options(cfg, args.cfg_options)
    with default_scope(cfg):
        metrics = evaluate_mean_pose(cfg, args.statistic)
    for name, value in metrics.items():
        print(f'{args.statistic} pose  {name}: {value:.4f}')
    if args.out:
        write_metrics(metrics, args.out)
