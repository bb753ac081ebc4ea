"""Annotation files in COCO's format, and results on them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from pycocotools.coco import COCO as PlainCOCO


class COCO(PlainCOCO):
    """Annotations of images, with an index of them.

    Args:
        annotation_file: The JSON file; None for an empty object.
        test_index: Indices of the keypoints to keep; None keeps all.
        ann_data: Content of the file, if it is already in memory.
    """

    def __init__(
        self,
        annotation_file: str | None = None,
        test_index: Sequence[int] | None = None,
        ann_data: dict | None = None,
    ) -> None:
        super().__init__()
        self.anno_file: list[Any] = [annotation_file]
        self.test_index = test_index
        if ann_data is None and annotation_file is not None:
            ann_data = _read(annotation_file)
        if ann_data is None:
            return
        if not isinstance(ann_data, dict):
            raise AssertionError(
                f'{annotation_file or "ann_data"} holds a {type(ann_data).__name__}, '
                'not the object of a file of annotations'
            )
        for annotation in ann_data.get('annotations', ()):
            annotation.setdefault('iscrowd', False)
            if test_index is not None:
                keypoints = np.array(annotation['keypoints']).reshape(-1, 3)
                annotation['keypoints'] = keypoints[test_index].ravel().tolist()
        self.dataset = ann_data
        self.createIndex()

    def loadRes(self, resFile: Any, resData: list | None = None) -> COCO:
        """Return an object with results in place of the annotations.

        Args:
            resFile: A JSON file, a list of results, or an array ``[N, 7]`` of boxes.
            resData: Content of the file, if it is already in memory.

        Raises:
            AssertionError: If a result is on an image that is not annotated.
        """
        if len(self.anno_file) == 1:
            self.anno_file.append(resFile)
        found = resFile if resData is None else resData
        if isinstance(found, str):
            found = _read(found)
        results = COCO()
        if len(found):
            results.dataset = super().loadRes(found).dataset
        else:  # which pycocotools does not accept
            results.dataset = {**self.dataset, 'annotations': []}
        results.createIndex()
        return results


def _read(path: str) -> Any:
    with open(path, encoding='utf-8') as file:
        return json.load(file)
