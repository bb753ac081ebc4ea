"""Detectors of each format, whose boxes are known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from poseur.deploy.detection import DetectorError, OnnxDetector
from poseur.deploy.detection.formats import NANODET_STRIDES, STRIDES, grid
from tests.helpers.made_detector import write_detector

SIZE = (64, 64)  # of the input: 84 cells of strides 8, 16 and 32
PERSON, HORSE, COW = 0, 17, 19
#: Corners in pixels of the input, score and class: a person twice, a cow that is also a
#: horse, and a person with a low score.
OBJECTS = (
    ((8, 12, 24, 44), 0.9, PERSON),
    ((9, 12, 24, 45), 0.8, PERSON),
    ((30, 20, 62, 44), 0.7, COW),
    ((30, 21, 62, 44), 0.6, HORSE),
    ((40, 40, 60, 60), 0.1, PERSON),
)
PEOPLE = [[8, 12, 24, 44]]


def centers_and_sizes() -> np.ndarray:
    corners = np.array([corners for corners, *_ in OBJECTS], np.float32)
    sizes = corners[:, 2:] - corners[:, :2]
    return np.concatenate([corners[:, :2] + sizes / 2, sizes], axis=1)


def class_scores(rows: int) -> np.ndarray:
    scores = np.zeros((rows, 80), np.float32)
    for row, (_, score, label) in enumerate(OBJECTS):
        scores[row, label] = score
    return scores


def yolox(decoded: bool) -> dict[str, np.ndarray]:
    cells = grid(SIZE, STRIDES)
    found = np.zeros((len(cells), 85), np.float32)
    boxes = np.concatenate([(cells[:, :2] + 0.5) * cells[:, 2:], cells[:, 2:]], axis=1)
    boxes = boxes[:, [0, 1, 2, 2]].astype(np.float32)
    boxes[: len(OBJECTS)] = centers_and_sizes()
    found[:, 5:] = class_scores(len(found))
    found[:, 4] = 1
    if not decoded:
        boxes[:, :2] = boxes[:, :2] / cells[:, 2:] - cells[:, :2]
        boxes[:, 2:] = np.log(boxes[:, 2:] / cells[:, 2:])
    found[:, :4] = boxes
    return dict(output=found[None])


def ultralytics() -> dict[str, np.ndarray]:
    found = np.zeros((84, 84), np.float32)  # 4 + 80 rows, 84 cells
    found[: len(OBJECTS), :4] = centers_and_sizes()
    found[:, 4:] = class_scores(84)
    return dict(output0=np.ascontiguousarray(found.T[None]))


def end_to_end() -> dict[str, np.ndarray]:
    found = np.zeros((1, 300, 6), np.float32)
    unique = [each for each in OBJECTS if each[1] not in (0.8, 0.6)]
    for row, (corners, score, label) in enumerate(unique):
        found[0, row] = *corners, score, label
    return dict(output0=found)


def dets_labels() -> dict[str, np.ndarray]:
    found = end_to_end()['output0']
    return dict(dets=found[..., :5], labels=found[..., 5].astype(np.int64))


def nanodet() -> dict[str, np.ndarray]:
    """Distances of whole strides from the point of a cell, as the network can say."""
    cells = grid(SIZE, NANODET_STRIDES)
    found = np.zeros((len(cells), 112), np.float32)
    # Column 2, row 3 of stride 8: the point (16, 24), and 1, 1, 1, 2 strides around it.
    row = int(np.flatnonzero((cells == (2, 3, 8)).all(1))[0])
    found[row, PERSON] = 0.9
    logits = np.full((4, 8), -50, np.float32)
    logits[np.arange(4), [1, 1, 1, 2]] = 50
    found[row, 80:] = logits.ravel()
    return dict(output=found[None])


MADE: dict[str, Callable[[], dict[str, np.ndarray]]] = {
    'yolox': lambda: yolox(decoded=False),
    'yolox-decoded': lambda: yolox(decoded=True),
    'rtmdet': dets_labels,
    'ultralytics': ultralytics,
    'ultralytics-end2end': end_to_end,
}


@pytest.fixture(params=MADE)
def made(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    path = write_detector(tmp_path / 'detector.onnx', MADE[request.param](), SIZE)
    return request.param, path


def test_formats_are_recognized_and_read(made) -> None:
    kind, path = made
    detector = OnnxDetector(path)
    assert detector.kind == kind
    found = detector(np.zeros((64, 64, 3), np.uint8))
    np.testing.assert_allclose(found.corners, PEOPLE, atol=1e-3)
    np.testing.assert_allclose(found.scores, [0.9], atol=1e-6)


def test_classes_by_name_and_number(made) -> None:
    _, path = made
    image = np.zeros((64, 64, 3), np.uint8)
    found = OnnxDetector(path, ('horse', '19'))(image)
    np.testing.assert_allclose(found.corners, [[30, 20, 62, 44]], atol=1e-3)
    assert len(OnnxDetector(path, ('person', 'cow'), min_score=0.05)(image).scores) == 3
    assert len(OnnxDetector(path, ('zebra',))(image).scores) == 0
    with pytest.raises(DetectorError, match="no class 'hors' .*Nearest: horse"):
        OnnxDetector(path, ('hors',))


def test_boxes_in_pixels_of_the_image(made) -> None:
    """A wide image fills the width; what is centered has padding above."""
    kind, path = made
    found = OnnxDetector(path)(np.zeros((100, 200, 3), np.uint8))
    scale = 200 / 64
    top = 16 if kind.startswith('ultralytics') else 0
    corners = np.array([8, 12 - top, 24, 44 - top]) * scale
    corners = np.clip(corners, 0, [200, 100, 200, 100])
    np.testing.assert_allclose(found.corners, corners[None], atol=0.01)


def test_nanodet(tmp_path: Path) -> None:
    path = write_detector(tmp_path / 'nanodet.onnx', nanodet(), SIZE)
    detector = OnnxDetector(path)
    assert detector.kind == 'nanodet'
    found = detector(np.zeros((64, 64, 3), np.uint8))
    np.testing.assert_allclose(found.corners, [[8, 16, 24, 40]], atol=1e-3)


def test_names_in_the_file(tmp_path: Path) -> None:
    names = "{0: 'goat', 17: 'llama'}"
    path = write_detector(
        tmp_path / 'own.onnx', end_to_end(), SIZE, dict(names=names, task='detect')
    )
    image = np.zeros((64, 64, 3), np.uint8)
    assert len(OnnxDetector(path, ('goat',))(image).scores) == 1
    with pytest.raises(DetectorError, match="no class 'person' among its 2.*goat"):
        OnnxDetector(path)
    posed = write_detector(
        tmp_path / 'pose.onnx', ultralytics(), SIZE, dict(names=names, task='pose')
    )
    with pytest.raises(DetectorError, match="for the task 'pose', no detector"):
        OnnxDetector(posed, ('goat',))


@pytest.mark.parametrize(
    ('entries', 'expected'),
    [
        (dict(imgsz='[64, 96]'), (96, 64)),  # height, width
        ({}, (640, 640)),
        (dict(imgsz='large'), (640, 640)),
        (dict(imgsz='32'), (640, 640)),
    ],
)
def test_the_size_of_an_input_that_may_vary(
    tmp_path: Path, entries: dict, expected: tuple[int, int]
) -> None:
    path = write_detector(
        tmp_path / 'own.onnx', end_to_end(), ('width', 'height'), entries
    )
    detector = OnnxDetector(path, ('0',))
    assert detector.size == expected
    found = detector(np.zeros((expected[1], expected[0], 3), np.uint8))
    np.testing.assert_allclose(found.corners[0], PEOPLE[0], atol=1e-3)


def test_the_number_of_classes_is_not_known(tmp_path: Path) -> None:
    outputs = dict(output=yolox(decoded=False)['output'][..., :12])
    path = write_detector(tmp_path / 'seven.onnx', outputs, SIZE)
    with pytest.raises(DetectorError, match="does not name its classes.*'person'"):
        OnnxDetector(path)
    found = OnnxDetector(path, ('0',))(np.zeros((64, 64, 3), np.uint8))
    np.testing.assert_allclose(found.corners, PEOPLE, atol=1e-3)


@pytest.mark.parametrize(
    'outputs',
    [
        dict(logits=np.zeros((1, 1000), np.float32)),
        dict(boxes=np.zeros((1, 10, 7), np.float32)),
        dict(a=np.zeros((1, 9, 4), np.float32), b=np.zeros((1, 9), np.float32)),
        dict(boxes=np.zeros((84, 85), np.float32)),
    ],
)
def test_other_outputs_are_refused(tmp_path: Path, outputs) -> None:
    path = write_detector(tmp_path / 'other.onnx', outputs, SIZE)
    name, array = next(iter(outputs.items()))
    with pytest.raises(DetectorError) as found:
        OnnxDetector(path)
    assert f'{name} {list(array.shape)}' in str(found.value)
    assert 'input of 64x64' in str(found.value)


def test_files_that_are_no_detectors(demo, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match='none.onnx does not exist'):
        OnnxDetector('none.onnx')
    with pytest.raises(DetectorError, match='has the input crops tensor.uint8'):
        OnnxDetector(demo.onnx)
    (tmp_path / 'text.onnx').write_text('no model')
    with pytest.raises(DetectorError, match='Give the ONNX file of a detector'):
        OnnxDetector(tmp_path / 'text.onnx')
