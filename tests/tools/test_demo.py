"""The demo, run from its data to the drawn predictions."""

from __future__ import annotations

import json
import re
from pathlib import Path

import cv2
import pytest

from tests.helpers.network import free_port


@pytest.mark.slow
def test_the_demo_from_data_to_picture(run_tool, tmp_path: Path) -> None:
    words = ['--data', tmp_path / 'data', '--work-dir', tmp_path / 'work']
    words += ['--num-train', 24, '--num-val', 6, '--epochs', 1]
    output = run_tool('demo.py', *words, PORT=free_port()).stdout

    drawn = tmp_path / 'work/photographs'
    assert len(list(drawn.glob('*.jpg'))) == 6 and f'pictures in {drawn}' in output
    stages = ('Drawing animals', 'Making 24 + 6 images', 'Training in', 'Testing')
    stages += ('mean pose', 'Drawing predictions')
    places = [output.index(stage) for stage in stages]
    assert places == sorted(places)
    assert re.search(r'Epoch\(test\).*coco/AP', output)
    shown = float(re.search(r'AP on unseen synthetic people: +(\S+)', output)[1])
    metrics = json.loads((tmp_path / 'work/metrics.json').read_text())
    assert shown == pytest.approx(metrics['coco/AP'], abs=1e-3)
    assert 0 <= shown < 0.2  # a single epoch on two dozen images teaches little
    sheet = cv2.imread(str(tmp_path / 'work/predictions.png'))
    assert sheet.shape == (288, 6 * 384, 3) and sheet.std() > 20


@pytest.mark.slow
def test_a_failing_step_shows_its_error(run_tool, tmp_path: Path) -> None:
    (tmp_path / 'data').mkdir()
    (tmp_path / 'data/dataset.json').write_text('{"generator": "another"}')
    words = ['--data', tmp_path / 'data', '--work-dir', tmp_path / 'work']
    result = run_tool('demo.py', *words, check=False)
    assert result.returncode != 0
    assert 'failed, see' in result.stderr and 'is not a marker' in result.stderr
