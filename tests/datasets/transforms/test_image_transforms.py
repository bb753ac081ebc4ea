from __future__ import annotations

import colorsys
from pathlib import Path

import cv2
import numpy as np
import pytest
from mmpose.datasets.transforms import PhotometricDistortion

from poseur.datasets import (
    EllipseCutout,
    LoadImageStrict,
    PoseurPhotometricDistortion,
)
from poseur.structures.images import UnreadableImageError, read_image

IMAGE = np.random.default_rng(0).integers(0, 255, (40, 30, 3), np.uint8)
HEIGHT, WIDTH = 128, 96  # of the crop with a cutout
UNCHANGED = dict(
    brightness_delta=0, contrast_range=(1, 1), saturation_range=(1, 1), hue_delta=1
)


def load(path: Path) -> dict:
    return LoadImageStrict()(dict(img_path=str(path), id=42))


@pytest.mark.parametrize('ending', ['png', 'jpg', 'bmp', 'webp'])
def test_whole_files_are_loaded(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f'image.{ending}'
    cv2.imwrite(str(path), IMAGE)
    results = load(path)
    np.testing.assert_array_equal(results['img'], cv2.imread(str(path)))
    assert results['img'].dtype == np.uint8
    assert results['img_shape'] == results['ori_shape'] == (40, 30)


@pytest.mark.parametrize('factor', [1, 16, 256], ids=['8 bits', '12 bits', '16 bits'])
def test_images_of_16_bits_are_read_as_in_inference(
    tmp_path: Path, factor: int
) -> None:
    path = tmp_path / 'a.png'
    expected = IMAGE // 2 + 128
    cv2.imwrite(str(path), expected.astype(np.uint16) * np.uint16(factor))
    np.testing.assert_array_equal(load(path)['img'], expected)
    np.testing.assert_array_equal(read_image(path), expected)


def test_floats_outside_of_0_to_1_are_refused(tmp_path: Path) -> None:
    path = tmp_path / 'a.tiff'
    cv2.imwrite(str(path), IMAGE.astype(np.float32))
    problem = r'a\.tiff \(annotation 42\) has values from .* between 0 \(black\)'
    with pytest.raises(UnreadableImageError, match=problem):
        load(path)


@pytest.mark.parametrize('ending', ['png', 'jpg'])
@pytest.mark.parametrize('lost', [200, 1500])
def test_truncated_files_are_refused(tmp_path: Path, ending: str, lost: int) -> None:
    path = tmp_path / f'image.{ending}'
    cv2.imwrite(str(path), IMAGE)
    path.write_bytes(path.read_bytes()[:-lost])
    with pytest.raises(UnreadableImageError) as caught:
        load(path)
    message = str(caught.value)
    for part in (str(path), 'annotation 42', 'truncated', 'Copy it again'):
        assert part in message


@pytest.mark.parametrize('content', [b'', b'<html>not found</html>'])
def test_files_that_are_no_images(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / 'image.jpg'
    path.write_bytes(content)
    with pytest.raises(UnreadableImageError, match=f'{path} .annotation 42.'):
        load(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableImageError, match='none.jpg.*FileNotFoundError'):
        load(tmp_path / 'none.jpg')


def test_pixels_that_are_there_already() -> None:
    results = LoadImageStrict()(dict(img=IMAGE, img_path=None))
    assert results['img'] is IMAGE
    assert results['ori_shape'] == (40, 30)


def distort(color: tuple[int, int, int], count: int, **changes) -> np.ndarray:
    """Return the colors ``[count, 3]`` (BGR) that one color becomes."""
    transform = PoseurPhotometricDistortion(**{**UNCHANGED, **changes})
    img = np.full((2, 2, 3), color, np.uint8)
    results = [transform(dict(img=img.copy()))['img'] for _ in range(count)]
    assert all(r.shape == (2, 2, 3) and r.dtype == np.uint8 for r in results)
    return np.array([result[0, 0] for result in results])


def hues(colors: np.ndarray) -> np.ndarray:
    """Return hues in degrees from -180 to 180; red is 0."""
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
    """The reason for this transform: in mmpose, hues below 0 wrap at 256, not 180."""
    distortion = transform()
    hue_only = (0, 0, 0, 2, 0, 0.0, 1.0, 1.0, -10, None)
    distortion._random_flags = lambda: hue_only  # fix the random draws
    img = np.full((1, 1, 3), (20, 20, 220), np.uint8)
    angle = hues(distortion(dict(img=img))['img'][0])
    assert angle == pytest.approx(degrees, abs=2)


@pytest.mark.parametrize('factor', [0.5, 1.4])
def test_contrast_changes_once_or_not_at_all(factor):
    values = distort((100, 100, 100), 300, contrast_range=(factor, factor))[:, 0]
    assert set(values) == {100, round(100 * factor)}
    assert np.mean(values == 100) == pytest.approx(0.5, abs=0.1)


def test_contrast_comes_before_or_after_the_colors():
    """Doubling 150 saturates at 255 before, but not after, desaturation."""
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


def cut(**settings) -> np.ndarray:
    """Return which pixels of a white crop become black, ``[H, W]``."""
    white = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    results = EllipseCutout(**settings)(dict(img=white, keypoints='untouched'))
    assert results['img'].dtype == np.uint8 and results['keypoints'] == 'untouched'
    assert set(np.unique(results['img'])) <= {0, 255}
    assert (results['img'] == results['img'][..., :1]).all()
    assert (white == 255).all()  # cached images stay as they are
    return results['img'][..., 0] == 0


def whole_cuts(count: int) -> list[np.ndarray]:
    """Return the cutouts that lie entirely within the crop."""
    cuts = [cut() for _ in range(count)]
    edges = (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1])
    return [black for black in cuts if not any(black[edge].any() for edge in edges)]


def test_radii_are_shares_of_the_width():
    sizes = np.array(
        [[black.any(axis).sum() for axis in (0, 1)] for black in whole_cuts(600)]
    )
    radii = sizes / 2 / WIDTH
    assert len(radii) > 30
    assert 0.19 < radii.min() < 0.22 and 0.3 < radii.max() < 0.41
    assert abs(np.corrcoef(radii.T)[0, 1]) < 0.5  # two draws, not one


def test_it_is_an_ellipse():
    for black in whole_cuts(100):
        width, height = black.any(0).sum(), black.any(1).sum()
        assert black.sum() == pytest.approx(np.pi / 4 * width * height, rel=0.06)
        rows = np.flatnonzero(black.any(1))
        middle = black[rows[0] : rows[-1] + 1]
        assert middle[len(middle) // 2].sum() >= width - 1


def test_centers_are_uniform_over_the_crop():
    """Pixels are black equally often, except near the edges."""
    share = np.mean([cut() for _ in range(1500)], axis=0)
    middle = share[HEIGHT // 2 - 15 : HEIGHT // 2 + 15, WIDTH // 2 - 5 : WIDTH // 2 + 5]
    # the mean area of an ellipse as a share of the crop: pi (0.3 W)^2 / (W H)
    assert middle.mean() == pytest.approx(np.pi * 0.09 * WIDTH / HEIGHT, abs=0.03)
    corners = share[[0, 0, -1, -1], [0, -1, 0, -1]]
    np.testing.assert_allclose(corners, middle.mean() / 4, atol=0.02)


def test_cuts_happen_with_the_given_probability():
    assert all(cut().any() for _ in range(100))
    assert not any(cut(prob=0.0).any() for _ in range(100))
    assert np.mean([cut(prob=0.3).any() for _ in range(1000)]) == pytest.approx(
        0.3, abs=0.05
    )
