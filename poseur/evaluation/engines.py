"""Code that computes COCO's statistics: the reference, or a faster one in Rust."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from importlib import metadata
from importlib.util import find_spec
from typing import Any

import numpy as np
from xtcocotools.coco import COCO
from xtcocotools.cocoeval import COCOeval

from poseur.compat.versions import coco_tools

ENGINES = ('reference', 'hotcoco')
LIMITS = ('', ' .5', ' .75', ' (M)', ' (L)')
#: Statistics of keypoints, with mmpose's names.
KEYPOINT_STATS = tuple(f'{name}{limit}' for name in ('AP', 'AR') for limit in LIMITS)
#: Area of a person as a fraction of that of the box, where it is not annotated.
BOX_FRACTION = 0.53


def check_engine(engine: str, kind: str = 'keypoints') -> None:
    """Make sure that an engine can be used.

    Args:
        engine: ``reference`` or ``hotcoco``.
        kind: What is evaluated, by xtcocotools' name.

    Raises:
        ValueError: If there is no such engine, or if it does not evaluate this.
        ImportError: If it is not installed.
    """
    if engine not in ENGINES:
        raise ValueError(f'engine={engine!r}: choose one of {", ".join(ENGINES)}')
    if engine == 'reference':
        return
    if kind not in ('keypoints', 'bbox'):
        raise ValueError(
            f"engine='hotcoco' evaluates keypoints and boxes of COCO, not {kind!r}, "
            "which it does not know. Set engine='reference'."
        )
    if find_spec('hotcoco') is None:
        raise ImportError(
            "engine='hotcoco' needs the package hotcoco: `pip install -r "
            "requirements/fast_eval.txt`, or pip install 'poseur-pose[fast-eval]'."
        )


def engine_name(engine: str) -> str:
    """Return the name of an engine with the version of its package."""
    if engine == 'reference':
        return coco_tools()
    return f'hotcoco {metadata.version("hotcoco")}'


def coco_statistics(
    truth: COCO,
    results: list[dict],
    kind: str,
    *,
    engine: str,
    sigmas: np.ndarray | None = None,
    use_area: bool = True,
    categories: Sequence[int] | None = None,
) -> np.ndarray:
    """Print and return COCO's statistics of results, -1 where nobody is annotated.

    Args:
        truth: The annotations.
        results: Keypoints or boxes in COCO's result format.
        kind: ``keypoints``, ``bbox``, or another of xtcocotools' kinds, which only
            the reference knows.
        engine: ``reference``, or ``hotcoco``, which gives the same numbers faster.
        sigmas: Tolerance of each keypoint; None for those of COCO.
        use_area: Whether the size of a person is the annotated area.
        categories: Categories to evaluate; None for all.

    Raises:
        ValueError: If the engine would evaluate something else.
    """
    check_engine(engine, kind)
    if engine == 'reference':
        detections = truth.loadRes([dict(each) for each in results])
        evaluation = COCOeval(truth, detections, kind, sigmas, use_area)
        evaluation.params.useSegm = None
    else:
        evaluation = _hotcoco(truth, results, kind, use_area)
        if sigmas is not None:
            evaluation.params.kpt_oks_sigmas = [float(sigma) for sigma in sigmas]
    if categories is not None:
        evaluation.params.catIds = list(categories)
    with warnings.catch_warnings():
        # Of results without a score of the part, and of other sigmas than COCO's
        warnings.simplefilter('ignore', UserWarning)
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return np.array(evaluation.stats)


def _hotcoco(truth: COCO, results: list[dict], kind: str, use_area: bool) -> Any:
    """Return hotcoco's evaluation of what xtcocotools would evaluate."""
    import hotcoco

    images = truth.dataset['images']
    if not images:
        raise ValueError(
            "engine='hotcoco' takes an empty list of images for all images. "
            "Set engine='reference'."
        )
    annotations = hotcoco.COCO(
        dict(
            images=[{'id': each['id']} for each in images],
            categories=truth.dataset['categories'],
            annotations=[
                _annotation(each, number, use_area)
                for number, each in enumerate(truth.dataset['annotations'], start=1)
            ],
        )
    )
    if kind == 'keypoints':  # people without any keypoint do not count as found
        results = [each for each in results if _visible(each['keypoints'])]
    return hotcoco.COCOeval(annotations, annotations.load_res(results), kind)


def _annotation(each: dict, number: int, use_area: bool) -> dict:
    """Return the part that counts, with an id above 0."""
    _, _, width, height = each['bbox']
    from_box = width * height * BOX_FRACTION
    keypoints = each.get('keypoints', [])
    return dict(
        id=number,
        image_id=each['image_id'],
        category_id=each['category_id'],
        bbox=each['bbox'],
        area=each.get('area', from_box) if use_area else from_box,
        iscrowd=int(each.get('iscrowd', 0)),
        keypoints=keypoints,
        num_keypoints=_visible(keypoints),
    )


def _visible(keypoints: Iterable[float]) -> int:
    return sum(value > 0 for value in list(keypoints)[2::3])
