"""AP of the parts of COCO-WholeBody: body, feet, face and hands."""

from __future__ import annotations

import io
from contextlib import redirect_stdout

import numpy as np
from mmengine.fileio import load
from mmengine.logging import print_log
from mmpose.evaluation.metrics import CocoWholeBodyMetric
from mmpose.registry import METRICS

from poseur.structures.annotations import WHOLE_BODY_LISTS

from .checked_coco import CheckedAnnotationsMixin
from .engines import KEYPOINT_STATS, coco_statistics
from .score_table import score_table


@METRICS.register_module()
class CocoWholeBodyPartMetric(CheckedAnnotationsMixin, CocoWholeBodyMetric):
    """mmpose's ``CocoWholeBodyMetric`` with additional scores for each part.

    mmpose evaluates body, feet, face and hands, but returns only the scores of all 133
    keypoints together. This metric logs a table of all parts and adds the scores
    ``body AP``, ``foot AP``, ``face AP``, ``lefthand AP``, ``righthand AP`` (and AR)
    after those of the whole body, which keep mmpose's names. A part that is not
    annotated on any person is left out.

    Args:
        ann_file: Annotations of COCO-WholeBody.
        **kwargs: As for :class:`mmpose.evaluation.CocoWholeBodyMetric`.

    Raises:
        AnnotationError: If the file cannot be evaluated, such as one that lacks the
            keypoints of a part.
    """

    PARTS = WHOLE_BODY_LISTS

    def _do_python_keypoint_eval(self, outfile_prefix: str) -> list[tuple[str, float]]:
        self._log_engine('keypoints')
        results = load(f'{outfile_prefix}.keypoints.json')
        sigmas = np.asarray(self.dataset_meta['sigmas'])
        stats = {
            part: self._evaluate_part(results, part, sigmas[keypoints])
            for part, keypoints in self._parts().items()
        }
        names = ('AP', 'AP .5', 'AP .75', 'AR')
        chosen = [KEYPOINT_STATS.index(name) for name in names]
        table = {
            part: [np.nan if values[i] < 0 else values[i] for i in chosen]
            for part, values in stats.items()
        }
        print_log(
            'Whole body and its parts\n' + score_table('part', names, table, 4),
            logger='current',
        )
        whole = list(zip(KEYPOINT_STATS, stats.pop('wholebody'), strict=True))
        parts = [
            (f'{part} {name}', values[KEYPOINT_STATS.index(name)])
            for part, values in stats.items()
            for name in ('AP', 'AR')
        ]
        return whole + [(name, value) for name, value in parts if value >= 0]

    def _parts(self) -> dict[str, slice]:
        """Return the keypoints of each part, by xtcocotools' name of the part."""
        counts = dict(
            body=self.body_num,
            foot=self.foot_num,
            face=self.face_num,
            lefthand=self.left_hand_num,
            righthand=self.right_hand_num,
        )
        ends = np.cumsum(list(counts.values())).tolist()
        starts = [0, *ends[:-1]]
        parts = dict(zip(counts, map(slice, starts, ends), strict=True))
        return {**parts, 'wholebody': slice(0, ends[-1])}

    def _evaluate_part(
        self, results: list[dict], part: str, sigmas: np.ndarray
    ) -> np.ndarray:
        """Return COCO's ten statistics of a part, -1 without ground truth."""
        with redirect_stdout(io.StringIO()):  # the table replaces a page per part
            return coco_statistics(
                self.coco,
                results,
                f'keypoints_{part}',
                engine=self.engine,
                sigmas=sigmas,
                use_area=self.use_area,
            )
