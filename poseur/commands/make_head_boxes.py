"""Write the head boxes that MPII annotations of other datasets lack.

poseur make-head-boxes ANNOTATIONS.json OUT.mat
"""

from __future__ import annotations

from scipy.io import savemat

from poseur.structures.annotations import check_mpii, read_json
from poseur.structures.commands import command_parser
from poseur.structures.files import PartialFile, check_writable

NUM_JOINTS = 16


def main() -> None:
    """Check the annotations and write their head boxes."""
    parser = command_parser('make-head-boxes', __doc__)
    parser.add_argument(
        'annotations', help='annotation file in the MPII format of mmpose'
    )
    parser.add_argument(
        'out', help='MATLAB file to write, the headbox_file of the dataset'
    )
    args = parser.parse_args()
    from poseur.datasets.mpii_conversion import head_boxes_from_joints

    check_writable(args.out, [args.annotations])
    people = read_json(args.annotations)
    check_mpii(people, NUM_JOINTS, args.annotations).raise_faults()
    boxes = head_boxes_from_joints(people)
    with PartialFile(args.out) as partial:
        savemat(partial, dict(headboxes_src=boxes), appendmat=False)
    empty = int((boxes[0] == boxes[1]).all(0).sum())
    print(
        f'{args.out}: {len(people)} head boxes, {empty} of them empty because neck or '
        'head top is not labeled'
    )
