"""AP of keypoints, with own sigmas, parts of the whole body and classes of crowding."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Sequence
from contextlib import redirect_stdout
from typing import Any

import numpy as np
from pycocotools.cocoeval import COCOeval as PlainCOCOeval

from .coco import COCO
from .matching import match
from .oks import object_keypoint_similarity

PARTS = ('foot', 'face', 'lefthand', 'righthand')
CROWD = 'keypoints_crowd'
#: Lists of keypoints of each kind of evaluation; of others, ``keypoints`` alone.
LISTS = {
    'keypoints_wholebody': ('keypoints', *(f'{part}_kpts' for part in PARTS)),
    **{f'keypoints_{part}': (f'{part}_kpts',) for part in PARTS},
}
#: Statistics of CrowdPose among those of COCO: AP and AR without ranges of the area.
CROWD_STATS = [0, 1, 2, 5, 6, 7]
#: Area of a person as a fraction of that of the box, where it is not annotated.
BOX_FRACTION = 0.53


class COCOeval(PlainCOCOeval):
    """Evaluation of results on annotated images.

    Results of a part are ranked by a score of their own, such as ``face_score``, if
    they have one. Results without any keypoint of the part are left out.

    Args:
        cocoGt: The annotations.
        cocoDt: The results.
        iouType: ``keypoints``, ``keypoints_crowd`` for CrowdPose, ``keypoints_PART``
            with ``body``, ``foot``, ``face``, ``lefthand``, ``righthand`` or
            ``wholebody``; or ``bbox`` or ``segm``.
        sigmas: Tolerance of each keypoint; None for those of COCO.
        use_area: Whether the size of a person is the annotated area. Otherwise, and
            where it is not annotated, it is 0.53 times the area of the box.
    """

    stats: np.ndarray

    def __init__(
        self,
        cocoGt: COCO | None = None,
        cocoDt: COCO | None = None,
        iouType: str = 'keypoints',
        sigmas: np.ndarray | None = None,
        use_area: bool = True,
    ) -> None:
        self.of_keypoints = 'keypoints' in iouType
        super().__init__(cocoGt, cocoDt, 'keypoints' if self.of_keypoints else iouType)
        self.kind = iouType
        self.use_area = use_area
        if sigmas is not None:
            self.sigmas = sigmas
        elif self.of_keypoints:
            self.sigmas = self.params.kpt_oks_sigmas

    def _prepare(self) -> None:
        """Collect copies of annotations and results, in the form of the base class.

        They are numbered from 1, since 0 would mean that nothing is matched.
        """
        self._gts: dict = defaultdict(list)
        self._dts: dict = defaultdict(list)
        self.evalImgs: list | dict = {}
        self.eval: dict[str, Any] = {}
        for number, truth in enumerate(self._chosen(self.cocoGt), start=1):
            own = self._truth(truth, number)
            self._gts[own['image_id'], own['category_id']].append(own)
        for number, result in enumerate(self._chosen(self.cocoDt), start=1):
            own = self._result(result, number)
            if not self.of_keypoints or _count_visible(own['keypoints']):
                self._dts[own['image_id'], own['category_id']].append(own)

    def _chosen(self, coco: COCO) -> list[dict]:
        categories = self.params.catIds if self.params.useCats else []
        ids = coco.getAnnIds(imgIds=self.params.imgIds, catIds=categories)
        return coco.loadAnns(ids)

    def _truth(self, annotation: dict, number: int) -> dict:
        own = self._copy(annotation, self.cocoGt, number)
        own['ignore'] = annotation.get('iscrowd', False)
        if self.kind == CROWD:  # where only people in full view count as visible
            own['ignore'] = annotation['num_keypoints'] == 0 or own['ignore']
        elif self.of_keypoints:
            own['ignore'] = not _count_visible(own['keypoints']) or own['ignore']
        if not self.use_area or 'area' not in own:
            own['area'] = own['bbox'][2] * own['bbox'][3] * BOX_FRACTION
        return own

    def _result(self, result: dict, number: int) -> dict:
        own = self._copy(result, self.cocoDt, number)
        if self.kind in LISTS:
            key = f'{self.kind.removeprefix("keypoints_")}_score'
            own['score'] = result.get(key, result['score'])
        return own

    def _copy(self, each: dict, coco: COCO, number: int) -> dict:
        own = dict(each, id=number)
        if self.params.iouType == 'segm':
            own['segmentation'] = coco.annToRLE(each)
        elif self.kind in LISTS:
            lists = (each[name] for name in LISTS[self.kind])
            own['keypoints'] = [value for values in lists for value in values]
        return own

    def computeOks(self, imgId: int, catId: int) -> Any:
        """Return OKS ``[D, N]`` of D results, best first, and N annotated people."""
        truths, results = self._gts[imgId, catId], self._dts[imgId, catId]
        if not truths or not results:
            return []
        order = np.argsort([-each['score'] for each in results], kind='mergesort')
        best = [results[i]['keypoints'] for i in order[: self.params.maxDets[-1]]]
        points = np.array(best, dtype=np.float64).reshape(len(best), -1, 3)[..., :2]
        return np.stack(
            [object_keypoint_similarity(points, each, self.sigmas) for each in truths],
            axis=1,
        )

    def evaluateImg(
        self, imgId: int, catId: int, aRng: Sequence[float], maxDet: int
    ) -> dict | None:
        """Match results and people of an image; None if it has neither."""
        truths, results = self._of_image(imgId, catId)
        if not truths and not results:
            return None
        ignored = [int(each['ignore'] or _outside(each, aRng)) for each in truths]
        order = np.argsort(ignored, kind='mergesort')
        truths, ignored = [truths[i] for i in order], [ignored[i] for i in order]
        scores = [-each['score'] for each in results]
        best = np.argsort(scores, kind='mergesort')[:maxDet]
        results = [results[i] for i in best]
        similarities = np.zeros((len(results), len(truths)))
        if len(self.ious[imgId, catId]):
            similarities[:] = self.ious[imgId, catId][: len(results), order]
        crowds = [int(each['iscrowd']) for each in truths]
        found, taken = match(similarities, self.params.iouThrs, ignored, crowds)
        outside = np.array([_outside(each, aRng) for each in results], dtype=bool)
        # A last element for the index -1, of nothing matched
        truth_ids = np.array([*(each['id'] for each in truths), 0])
        result_ids = np.array([*(each['id'] for each in results), 0])
        left_out = np.array([*ignored, 0], dtype=bool)[found] | ((found < 0) & outside)
        return dict(
            image_id=imgId,
            category_id=catId,
            aRng=aRng,
            maxDet=maxDet,
            dtIds=result_ids[:-1].tolist(),
            gtIds=truth_ids[:-1].tolist(),
            dtMatches=truth_ids[found],
            gtMatches=result_ids[taken],
            dtScores=[each['score'] for each in results],
            gtIgnore=np.array(ignored),
            dtIgnore=left_out,
        )

    def _of_image(self, image: int, category: int) -> tuple[list[dict], list[dict]]:
        categories = [category] if self.params.useCats else self.params.catIds
        truths = [each for one in categories for each in self._gts[image, one]]
        results = [each for one in categories for each in self._dts[image, one]]
        return truths, results

    def summarize(self) -> None:
        """Print the statistics and store them in ``stats``."""
        super().summarize()
        if self.kind == CROWD:
            classes = self.get_type_result(first=0.2, second=0.8)
            for name, value in zip(('easy', 'medium', 'hard'), classes, strict=True):
                print(f' Average Precision  (AP) @[ type={name:>6s} ] = {value:0.3f}')
            self.stats = np.array([*self.stats[CROWD_STATS], *classes])

    def get_type_result(
        self, first: float = 0.01, second: float = 0.85
    ) -> list[np.float64]:
        """Return AP of images of little, medium and much crowding.

        Args:
            first: Crowd index from which crowding is medium.
            second: Crowd index from which it is much.
        """
        images = self.cocoGt.dataset['images']
        limits = [-np.inf, first, second, np.inf]
        every, results = self.params.imgIds, []
        for low, high in zip(limits[:-1], limits[1:], strict=True):
            chosen = [each for each in images if low <= each['crowdIndex'] < high]
            self.params.imgIds = [each['id'] for each in chosen]
            with redirect_stdout(io.StringIO()):
                self.evaluate()
                self.accumulate()
            results.append(round(np.mean(self.eval['precision'][:, :, :, 0, :]), 4))
        self.params.imgIds = every
        return results


def _outside(each: dict, limits: Sequence[float]) -> bool:
    """Return whether the area of an annotation or result is out of a range."""
    return each['area'] < limits[0] or each['area'] > limits[1]


def _count_visible(keypoints: list[float]) -> int:
    return np.count_nonzero(np.array(keypoints[2::3]) > 0)
