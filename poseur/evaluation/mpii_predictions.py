"""Predictions on MPII as files, in the convention of its official evaluation."""

from __future__ import annotations

import os.path as osp

import numpy as np
from mmengine import dump, mkdir_or_exist
from scipy.io import savemat

ENDINGS = ('.mat', '.json')


def check_ending(outfile: str | None) -> None:
    """Refuse a file for predictions that is neither ``.mat`` nor ``.json``.

    Args:
        outfile: The file, or None for none.

    Raises:
        ValueError: If the ending is another.
    """
    if outfile is not None and not outfile.endswith(ENDINGS):
        raise ValueError(
            f'outfile={outfile!r} of MpiiPCKh must end with {" or ".join(ENDINGS)}.'
        )


def write_predictions(people: list[dict], outfile: str) -> None:
    """Write predictions, counting pixels from 1 as MPII's Matlab files do.

    Args:
        people: Persons in the order of the annotations with ``img_path``,
            ``predicted`` ``[K, 2]`` (pixels from 0) and ``scores`` ``[K]``.
        outfile: ``.mat`` for one array ``preds`` ``[N, K, 2]``; ``.json`` for a list
            of ``image``, ``joints`` ``[K][2]`` and ``scores`` ``[K]``.
    """
    joints = np.stack([person['predicted'] for person in people]) + 1
    mkdir_or_exist(osp.dirname(osp.abspath(outfile)))
    if outfile.endswith('.mat'):
        savemat(outfile, dict(preds=joints))
        return
    entries = [
        dict(
            image=osp.basename(person['img_path']),
            joints=points.tolist(),
            scores=person['scores'].tolist(),
        )
        for person, points in zip(people, joints, strict=True)
    ]
    dump(entries, outfile)
