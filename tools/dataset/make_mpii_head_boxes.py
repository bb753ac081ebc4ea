#!/usr/bin/env python
"""Write head boxes for annotations in MPII's format that come without.

python tools/dataset/make_mpii_head_boxes.py ANNOTATIONS.json OUT.mat
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from mmengine import load
from scipy.io import savemat

import poseur  # noqa: F401  (checks the versions and provides mmcv's operators)
from poseur.datasets.annotation_checks import check_mpii_annotation
from poseur.datasets.mpii_conversion import head_boxes_from_joints

NUM_JOINTS = 16


def main() -> None:
    """Read, check, measure, write."""
    parser = argparse.ArgumentParser(description='Head boxes from neck and head top')
    parser.add_argument('annotations', help='people in the MPII format of mmpose')
    parser.add_argument('out', help='Matlab file, the headbox_file of the dataset')
    args = parser.parse_args()
    people = load(args.annotations)
    for index, person in enumerate(people):
        check_mpii_annotation(person, index, NUM_JOINTS, args.annotations)
    boxes = head_boxes_from_joints(people)
    savemat(args.out, dict(headboxes_src=boxes))
    empty = int((boxes[0] == boxes[1]).all(0).sum())
    print(
        f'{args.out}: {len(people)} head boxes, {empty} of them empty for want of '
        'neck or head top'
    )


if __name__ == '__main__':
    main()
