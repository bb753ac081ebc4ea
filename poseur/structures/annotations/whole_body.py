"""The lists of keypoints of COCO-WholeBody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .keypoints import keypoint_array
from .report import Kind, Report

#: Keypoints per list of COCO-WholeBody, in the order of its metainfo.
WHOLE_BODY_LISTS = dict(
    keypoints=17, foot_kpts=6, face_kpts=68, lefthand_kpts=21, righthand_kpts=21
)
PARTS = Kind(
    'people without the lists of COCO-WholeBody',
    'Use a file of COCO-WholeBody (coco_wholebody_*_v1.0.json).',
)
PART_KEYS = ('iscrowd', 'num_keypoints', 'segmentation')


def check_parts(
    people: Sequence[dict], parts: Mapping[str, int], report: Report
) -> list[dict]:
    """Check the further lists of keypoints; return the people who have all.

    Args:
        people: Annotations with sound fields.
        parts: Number of keypoints in each list.
        report: Report to add to.
    """
    complete = []
    for person in people:
        absent = [k for k in (*parts, *PART_KEYS) if k not in person]
        if absent:
            problem = f'has no {", ".join(absent)}'
            report.add(PARTS, f'annotation {person["id"]}', problem)
        else:
            complete.append(person)
    for part, count in parts.items():
        keypoint_array(complete, part, count, report)
    return complete
