"""Every panel draws the values of the trace in the right place."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np
import pytest

from poseur.visualization.drawing import gradient
from poseur.visualization.image_grid import CaptionedImage
from poseur.visualization.panels import PANELS, choose_panels
from poseur.visualization.traces import evenly_spread
from tests.helpers.instance_trace import COARSE, FINAL, instance_trace

INSTANCE = instance_trace()


def images_of(name: str, **options: object) -> list[CaptionedImage]:
    return choose_panels([name], **options)[name](INSTANCE)


def pixel(captioned: CaptionedImage, normalized: np.ndarray) -> np.ndarray:
    column, row = np.rint(INSTANCE.view.place_normalized(np.array(normalized))).astype(
        int
    )
    return captioned.image[row, column].astype(int)


def test_uncertainty_has_the_axes_of_sigma() -> None:
    (captioned,) = images_of('uncertainty')
    red = (captioned.image[..., 2] > 150) & (captioned.image[..., :2].max(-1) < 90)
    rows, columns = np.nonzero(
        red
    )  # ellipse of 1 and 2 sigma around the first keypoint
    assert np.ptp(columns) == pytest.approx(2 * 2 * 0.1 * 200, abs=3)
    assert np.ptp(rows) == pytest.approx(2 * 2 * 0.05 * 200, abs=3)
    assert '7.5 % of the crop' in captioned.caption
    (captioned,) = images_of('uncertainty', sigma_factors=(0.5, 1.0))
    columns = np.nonzero(captioned.image[..., 2] > 150)[1]
    assert np.ptp(columns) == pytest.approx(2 * 0.1 * 200, abs=3)


def test_references_go_from_coarse_to_final() -> None:
    (captioned,) = images_of('references')
    colors = gradient(4)
    stages = (COARSE, (COARSE + FINAL) / 2, FINAL)
    for place, color in zip(stages, (colors[0], colors[1], colors[3]), strict=True):
        assert pixel(captioned, place[0]).tolist() == list(color)
    assert [name for _, name in captioned.legend] == ['coarse', '1', '2', 'final']
    assert '17.5 %' in captioned.caption  # of 0.2, 0.2236 and 0.1


def test_samples_have_the_color_of_the_level_and_the_area_of_the_weight() -> None:
    images = images_of('sampling', keypoints=[1, 0])
    assert [captioned.caption for captioned in images] == [
        'samples of hand, layer 1',
        'samples of head, layer 1',
    ]
    colors = gradient(2, cv2.COLORMAP_TURBO)
    areas = [(images[1].image == color).all(-1).sum() for color in colors]
    assert areas[0] / areas[1] == pytest.approx(9, rel=0.35)
    middle = (COARSE + FINAL)[0] / 2  # where layer 1 starts
    assert pixel(images[1], middle + [0.2, 0]).tolist() == list(colors[0])
    assert pixel(images[1], middle + [0, 0.3]).tolist() == list(colors[1])
    first = images_of('sampling', keypoints=[0], layer=0)[0]
    assert pixel(first, COARSE[0] + [0.2, 0]).tolist() == list(colors[0])


def test_lines_are_as_thick_as_the_attention() -> None:
    (captioned,) = images_of('attention', keypoints=[0])
    assert captioned.caption == 'head: hand 0.60, foot 0.10'
    widths = []
    for other in (1, 2):
        start, end = INSTANCE.view.place_normalized(FINAL[[0, other]])
        across = np.array([end[1] - start[1], start[0] - end[0]])
        across = across / np.linalg.norm(across)
        steps = np.arange(-15, 15.5, 0.5)[:, None] * across + (start + end) / 2
        columns, rows = np.rint(steps).astype(int).T
        widths.append((captioned.image[rows, columns].max(-1) > 125).sum() / 2)
    soft_edges = 2
    assert widths[0] == pytest.approx(0.06 * 300 * 0.6 + soft_edges, abs=1.5)
    assert widths[1] < 4


def test_keypoints_beyond_box_and_crop_are_ringed() -> None:
    (captioned,) = images_of('beyond')
    assert captioned.caption == 'beyond the box: 1, the crop: 1'
    ring = FINAL[2] + [0, 0.026 * 300 / 200]
    assert pixel(captioned, ring)[[1, 2]].min() > 120  # yellow
    assert not pixel(captioned, FINAL[0] + [0, 0.026 * 300 / 200]).any()


def test_labels_are_crossed() -> None:
    (captioned,) = images_of('pose')
    place = (np.array([45.0, 35.0]) - 25) / 50 + [0.008, 0.008]
    assert pixel(captioned, place).min() > 150


def test_unknown_panels_layers_and_decoders_without_attention() -> None:
    with pytest.raises(ValueError, match='no panels heat. Choose from pose, unc'):
        choose_panels(['heat'])
    with pytest.raises(ValueError, match='2 layers, and no layer 2'):
        images_of('sampling', layer=2)
    without = instance_trace(attention=None)
    with pytest.raises(ValueError, match='no self-attention'):
        choose_panels(['attention'])['attention'](without)
    assert list(choose_panels()) == list(PANELS)


def test_people_are_spread_evenly() -> None:
    assert evenly_spread(4, 17) == [0, 5, 10, 16]
    assert evenly_spread(9, 3) == [0, 1, 2]


@pytest.mark.parametrize(
    ('count', 'caption'),
    [(1, 'head: no other keypoint'), (2, 'head: hand 0.60')],
)
def test_skeletons_of_one_and_two_keypoints(count: int, caption: str) -> None:
    trace, skeleton = INSTANCE.trace, INSTANCE.skeleton
    few = INSTANCE._replace(
        trace=trace._replace(
            coarse=trace.coarse[:count],
            attention=trace.attention[:, :count, :count],
            **{
                name: getattr(trace, name)[:, :count]
                for name in (
                    'references',
                    'keypoints',
                    'sigmas',
                    'locations',
                    'weights',
                )
            },
        ),
        skeleton=dataclasses.replace(
            skeleton,
            names=skeleton.names[:count],
            keypoint_colors=skeleton.keypoint_colors[:count],
            oks_sigmas=skeleton.oks_sigmas[:count],
        ),
        truth=INSTANCE.truth[:count],
    )
    drawn = {name: panel(few) for name, panel in choose_panels().items()}
    assert drawn['attention'][0].caption == caption
    assert all(each.image.any() for images in drawn.values() for each in images)
