from __future__ import annotations

import colorsys

import numpy as np
import pytest
from mmpose.datasets.transforms import PhotometricDistortion

from poseur.datasets import PoseurPhotometricDistortion

UNCHANGED = dict(
    brightness_delta=0, contrast_range=(1, 1), saturation_range=(1, 1), hue_delta=1
)


def distort(color: tuple[int, int, int], count: int, **changes) -> np.ndarray:
    """Colors ``[count, 3]`` (BGR) that one becomes."""
    transform = PoseurPhotometricDistortion(**{**UNCHANGED, **changes})
    img = np.full((2, 2, 3), color, np.uint8)
    results = [transform(dict(img=img.copy()))['img'] for _ in range(count)]
    assert all(r.shape == (2, 2, 3) and r.dtype == np.uint8 for r in results)
    return np.array([result[0, 0] for result in results])


def hues(colors: np.ndarray) -> np.ndarray:
    """Hues in degrees from -180 to 180, red being 0."""
    degrees = [360 * colorsys.rgb_to_hsv(*color[::-1] / 255.0)[0] for color in colors]
    return (np.array(degrees) + 180) % 360 - 180


def test_red_stays_reddish():
    angles = hues(distort((20, 20, 220), 400, hue_delta=18))
    assert abs(angles).max() <= 37  # 18 of 180, rounded
    assert angles.min() < -25 and angles.max() > 25
    assert (abs(angles) < 1).mean() > 0.4  # hue changes in half of the images


@pytest.mark.parametrize(
    ('transform', 'degrees'),
    [(PoseurPhotometricDistortion, -20), (PhotometricDistortion, 132)],
)
def test_a_red_ten_steps_back_is_pink_here_and_green_in_mmpose(transform, degrees):
    """Why there is a transform here: hues below 0 wrap around at 256, not 180."""
    distortion = transform()
    hue_only = (0, 0, 0, 2, 0, 0.0, 1.0, 1.0, -10, None)
    distortion._random_flags = lambda: hue_only  # what is drawn is not in question
    img = np.full((1, 1, 3), (20, 20, 220), np.uint8)
    angle = hues(distortion(dict(img=img))['img'][0])
    assert angle == pytest.approx(degrees, abs=2)


@pytest.mark.parametrize('factor', [0.5, 1.4])
def test_contrast_changes_once_or_not_at_all(factor):
    values = distort((100, 100, 100), 300, contrast_range=(factor, factor))[:, 0]
    assert set(values) == {100, round(100 * factor)}
    assert np.mean(values == 100) == pytest.approx(0.5, abs=0.1)


def test_contrast_comes_before_or_after_the_colors():
    """Twice 150 is cut off at 255 before, not after, saturation goes down."""
    settings = dict(contrast_range=(2.0, 2.0), saturation_range=(0.2, 0.2))
    colors = distort((60, 60, 150), 400, **settings)
    lowest = set(colors[:, 0])
    before, after = 255 - (255 - 120) * 0.2, 2 * (150 - (150 - 60) * 0.2)
    assert any(abs(value - before) < 3 for value in lowest)
    assert any(abs(value - min(after, 255)) < 3 for value in lowest)


def test_brightness():
    values = distort((100, 100, 100), 400, brightness_delta=32)[:, 0].astype(int)
    assert 68 <= values.min() < 75 and 125 < values.max() <= 132
    assert np.mean(values == 100) == pytest.approx(0.5, abs=0.1)


def test_saturation():
    colors = distort((50, 50, 200), 400, saturation_range=(0.5, 1.5)).astype(int)
    assert (abs(colors[:, 2] - 200) <= 1).all()  # the brightest channel stays
    assert colors[:, 0].min() < 10 and 110 < colors[:, 0].max() < 130


def test_values_are_cut_off_and_do_not_wrap():
    white = distort((250, 250, 250), 200, brightness_delta=32, contrast_range=(1, 1.5))
    assert white.min() >= 217
    black = distort((5, 5, 5), 200, brightness_delta=32)
    assert black.max() <= 37


def test_channels_stay_in_place_unless_asked():
    assert (np.diff(distort((10, 20, 30), 100).astype(int)) > 0).all()
    swapped = distort((10, 20, 30), 300, swap_channels=True)
    assert len({tuple(np.argsort(color)) for color in swapped}) == 6
