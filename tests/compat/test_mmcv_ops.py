"""Our replacements of mmcv's operators against plain PyTorch code."""

from __future__ import annotations

import math

import mmcv._ext
import pytest
import torch
from mmcv.ops import RoIAlign, batched_nms, nms
from torch import Tensor

DEVICES = ['cpu', 'cuda'] if torch.cuda.is_available() else ['cpu']
pytestmark = [
    pytest.mark.skipif(
        not mmcv._ext.__file__.endswith('mmcv_ops.py'),
        reason='mmcv is compiled here: nothing is supplied',
    ),
    pytest.mark.parametrize('device', DEVICES),
]


def naive_nms(
    boxes: Tensor, scores: Tensor, threshold: float, offset: int
) -> list[int]:
    """Return the indices kept after comparing each box with every better one kept."""
    kept: list[int] = []
    for index in scores.argsort(descending=True).tolist():
        if all(iou(boxes[index], boxes[other], offset) <= threshold for other in kept):
            kept.append(index)
    return kept


def iou(a: Tensor, b: Tensor, offset: int) -> float:
    def area(low: Tensor, high: Tensor) -> float:
        width, height = (high - low + offset).clamp(min=0).tolist()
        return width * height

    inner = area(torch.maximum(a[:2], b[:2]), torch.minimum(a[2:], b[2:]))
    return inner / (area(a[:2], a[2:]) + area(b[:2], b[2:]) - inner)


def random_boxes(count: int, extent: float) -> Tensor:
    corner = torch.rand(count, 2, dtype=torch.float64) * extent
    size = torch.rand(count, 2, dtype=torch.float64) * extent / 2
    return torch.cat([corner, corner + size], dim=1)


@pytest.mark.parametrize('offset', [0, 1])
@pytest.mark.parametrize('threshold', [0.1, 0.3, 0.6])
def test_nms_keeps_the_same_boxes_as_a_loop(device, threshold, offset):
    boxes, scores = random_boxes(60, 20.0), torch.rand(60, dtype=torch.float64)
    expected = naive_nms(boxes, scores, threshold, offset)
    assert 5 < len(expected) < 60

    dets, kept = nms(boxes.to(device), scores.to(device), threshold, offset)

    assert kept.tolist() == expected
    assert torch.equal(dets.cpu(), torch.cat([boxes, scores[:, None]], 1)[expected])


def test_nms_offset_decides_on_small_boxes(device):
    # Two boxes of 2x1 that share 1x1: IoU 1/3. With offset 1 they are 3x2 and
    # share 2x2: IoU 4/8.
    boxes = torch.tensor([[0.0, 0.0, 2.0, 1.0], [1.0, 0.0, 3.0, 1.0]], device=device)
    scores = torch.tensor([0.9, 0.8], device=device)
    assert nms(boxes, scores, 0.4, offset=0)[1].tolist() == [0, 1]
    assert nms(boxes, scores, 0.4, offset=1)[1].tolist() == [0]


def test_nms_of_nothing_and_of_half_precision(device):
    empty = torch.zeros(0, 4, device=device)
    assert nms(empty, empty[:, 0], 0.5)[1].tolist() == []
    boxes = torch.tensor([[0, 0, 4, 4], [0, 0, 4, 3], [9, 9, 12, 12]], device=device)
    scores = torch.tensor([0.5, 0.9, 0.1], device=device)
    assert nms(boxes.half(), scores, 0.5)[1].tolist() == [1, 2]


def test_batched_nms_spares_boxes_of_other_classes(device):
    boxes, scores = random_boxes(40, 20.0), torch.rand(40, dtype=torch.float64)
    labels = torch.randint(3, (40,))
    expected = set()
    for label in range(3):
        mine = (labels == label).nonzero().flatten()
        kept = naive_nms(boxes[mine], scores[mine], 0.3, 0)
        expected.update(mine[kept].tolist())
    args = (tensor.to(device) for tensor in (boxes, scores, labels))

    dets, kept = batched_nms(*args, {'type': 'nms', 'iou_threshold': 0.3})

    assert set(kept.tolist()) == expected and len(kept) == len(expected)
    assert (dets[:-1, 4] >= dets[1:, 4]).all()


def naive_roi_align(
    features: Tensor, rois: Tensor, size, scale, sampling_ratio, aligned
) -> Tensor:
    """Compute RoIAlign by differentiable loops over boxes, cells and samples."""
    pooled = []
    for image, *box in rois.tolist():
        left, top, right, bottom = (c * scale - 0.5 * aligned for c in box)
        extent = [bottom - top, right - left]
        if not aligned:
            extent = [max(side, 1.0) for side in extent]
        cell = [side / cells for side, cells in zip(extent, size, strict=True)]
        counts = [sampling_ratio or math.ceil(side) for side in cell]
        for row in range(size[0]):
            for column in range(size[1]):
                samples = [
                    bilinear(
                        features[int(image)],
                        top + (row + (i + 0.5) / counts[0]) * cell[0],
                        left + (column + (j + 0.5) / counts[1]) * cell[1],
                    )
                    for i in range(counts[0])
                    for j in range(counts[1])
                ]
                pooled.append(torch.stack(samples).mean(0))
    stacked = torch.stack(pooled).reshape(len(rois), *size, features.shape[1])
    return stacked.permute(0, 3, 1, 2)


def bilinear(features: Tensor, y: float, x: float) -> Tensor:
    """Return the value of [C, H, W] at a point, zero beyond one pixel outside."""
    height, width = features.shape[1:]
    if not (-1 <= y <= height and -1 <= x <= width):
        return features[:, 0, 0] * 0
    y, x = min(max(y, 0), height - 1), min(max(x, 0), width - 1)
    top, left = int(y), int(x)
    bottom, right = min(top + 1, height - 1), min(left + 1, width - 1)
    dx, dy = x - left, y - top
    upper = features[:, top, left] * (1 - dx) + features[:, top, right] * dx
    lower = features[:, bottom, left] * (1 - dx) + features[:, bottom, right] * dx
    return upper * (1 - dy) + lower * dy


@pytest.mark.parametrize(
    'dtype, tolerance', [(torch.float64, 1e-12), (torch.float32, 1e-5)]
)
@pytest.mark.parametrize('aligned', [True, False])
@pytest.mark.parametrize('sampling_ratio', [0, 2])
def test_roi_align_and_its_gradient(device, sampling_ratio, aligned, dtype, tolerance):
    scale, size = 0.5, (2, 3)
    features = torch.randn(2, 3, 6, 7, dtype=torch.float64)
    boxes = torch.tensor(
        [
            [0, 1.3, 0.7, 9.1, 8.2],
            [1, -4.0, 2.0, 20.0, 6.0],  # sticks out on both sides
            [1, 3.0, 3.0, 3.6, 3.4],  # smaller than a pixel
        ],
        dtype=torch.float64,
    )
    weight = torch.randn(3, 3, *size, dtype=torch.float64)
    reference = features.clone().requires_grad_()
    expected = naive_roi_align(reference, boxes, size, scale, sampling_ratio, aligned)
    (expected * weight).sum().backward()

    tested = features.to(device, dtype).requires_grad_()
    layer = RoIAlign(size, scale, sampling_ratio, aligned=aligned)
    pooled = layer(tested, boxes.to(device, dtype))
    (pooled * weight.to(device, dtype)).sum().backward()

    close = {'atol': tolerance, 'rtol': tolerance}
    torch.testing.assert_close(pooled.cpu().double(), expected, **close)
    torch.testing.assert_close(tested.grad.cpu().double(), reference.grad, **close)


def test_roi_align_of_no_boxes_has_zero_gradient(device):
    features = torch.randn(1, 3, 6, 7, device=device, requires_grad=True)
    pooled = RoIAlign((2, 2), 1.0)(features, torch.zeros(0, 5, device=device))
    assert pooled.shape == (0, 3, 2, 2)
    pooled.sum().backward()
    assert torch.equal(features.grad, torch.zeros_like(features))


def test_roi_align_refuses_max_pooling(device):
    layer = RoIAlign((2, 2), 1.0, pool_mode='max')
    with pytest.raises(NotImplementedError, match="pool_mode='max'.*pip install mmcv"):
        layer(torch.zeros(1, 3, 6, 7), torch.tensor([[0.0, 0, 0, 3, 3]]))
