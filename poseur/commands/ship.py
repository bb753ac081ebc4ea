"""Make the files of a model that comes with the package from a training.

poseur ship CONFIG CHECKPOINT NAME --title TEXT --license TEXT
    [--notice TEXT] [--predictions DUMP.pkl] [--detector-classes NAME ...] [--no-onnx]

Writes NAME.pth (half precision), NAME.onnx and model.json with their hashes into
poseur/zoo/models/NAME, and docs/models/NAME.md to fill in unless it exists.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from poseur.structures.commands import command_parser
from poseur.structures.files import write_text
from poseur.zoo.registry import OWN_FOLDER

from .options import add_config


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = command_parser('ship', __doc__)
    add_config(parser)
    parser.add_argument('checkpoint', help='its checkpoint')
    parser.add_argument('name', help='name of the model, for --model')
    parser.add_argument('--title', required=True, help='what it predicts, a line')
    parser.add_argument('--license', required=True, help='license of the weights')
    parser.add_argument('--notice', default='', help='what to say when it is loaded')
    parser.add_argument(
        '--detector-classes',
        nargs='+',
        default=['person'],
        metavar='NAME',
        help='classes of a detector that it has poses of; default: person',
    )
    parser.add_argument(
        '--predictions',
        type=Path,
        help='file of `poseur test --dump` on other people than those trained on, for '
        'the factors of expected errors. It is a pickle: give only your own',
    )
    parser.add_argument(
        '--no-onnx', action='store_true', help='write no file for poseur.deploy'
    )
    parser.add_argument('--models-dir', type=Path, default=OWN_FOLDER)
    parser.add_argument('--cards-dir', type=Path, default=Path('docs/models'))
    args = parser.parse_args()
    if not args.name.replace('-', '').replace('_', '').isalnum():
        parser.error(f'{args.name!r}: use letters, digits, - and _ only')
    return args


def main() -> None:
    """Write the files, and print their hashes and sizes."""
    args = parse_args()
    from poseur.analysis.predictions import KeypointPredictions, error_factors
    from poseur.apis.model_card import card
    from poseur.apis.shipping import Label, ship_model
    from poseur.config import dataset_metainfo, read_config

    cfg = read_config(args.config)
    factors = None
    if args.predictions:
        metainfo = dataset_metainfo(cfg)
        predictions = KeypointPredictions.read(args.predictions, metainfo)
        factors = error_factors(predictions)
    label = Label(
        args.name, args.title, args.license, args.notice, args.detector_classes
    )
    shipped = ship_model(
        cfg, args.checkpoint, label, args.models_dir, factors, not args.no_onnx
    )
    for file in shipped.files.values():
        size = (shipped.folder / file.name).stat().st_size
        print(f'{shipped.folder / file.name}: {size / 1e6:.1f} MB, {file.sha256}')
    path = args.cards_dir / f'{args.name}.md'
    if path.exists():
        print(f'{path} exists and was not changed; compare the hashes')
    else:
        write_text(path, card(shipped, Path(args.config).stem))
        print(f'{path}: fill in the dots')
