"""The shipped model livestock on photographs of the documentation."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from poseur.apis import PoseurInferencer
from poseur.deploy import OnnxPoseur
from poseur.zoo import ONNX, find_model


@pytest.mark.slow
def test_both_files_on_photographs(repo_root: Path) -> None:
    folder = repo_root / 'docs/images/photographs'
    infer = PoseurInferencer('livestock', device='cpu')
    runner = OnnxPoseur(find_model('livestock').path(ONNX))
    results = infer(folder, boxes=str(folder / 'boxes.json'))
    content = json.loads((folder / 'boxes.json').read_text())
    assert len(results) == len(content['images']) == 6
    for result in results:
        place = {name: result.keypoints[0, i] for i, name in enumerate(result.names)}
        assert place['mouth'][1] > place['ear'][1]  # y points down
        for leg in ('l_fore', 'r_fore'):
            assert place[f'{leg}_foot'][1] > place['elbow'][1]
        left, top, right, bottom = result.boxes[0]
        margin = 0.05 * (right - left)
        low, high = result.keypoints[0].min(0), result.keypoints[0].max(0)
        assert (low > (left - margin, top - margin)).all()
        assert (high < (right + margin, bottom + margin)).all()
        assert result.keypoint_scores.mean() > 0.85
        assert 0.5 < result.expected_errors.mean() / (right - left) * 100 < 2.5
        again = runner(Path(result.name), [result.boxes[0]])
        moved = np.linalg.norm(again.keypoints - result.keypoints, axis=-1)
        assert np.median(moved) < 0.05
        assert (moved > 0.3).sum() <= 1  # a map with two peaks of nearly equal height
    assert results[0].skeleton.to_coco_category()['name'] == 'livestock'
