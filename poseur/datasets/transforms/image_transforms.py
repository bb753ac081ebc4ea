"""Transforms of images: strict loading, changes of color and cutout."""

from __future__ import annotations

import mmcv
import numpy as np
from mmcv.transforms import BaseTransform
from mmcv.transforms.utils import cache_randomness
from mmengine.fileio import get
from mmpose.datasets.transforms import LoadImage, PhotometricDistortion
from mmpose.registry import TRANSFORMS

from poseur.structures.annotations import AnnotationError, size_problem
from poseur.structures.images import UnreadableImageError, decode_image


@TRANSFORMS.register_module()
class LoadImageStrict(LoadImage):
    """mmpose's ``LoadImage`` with the decoder of inference and clear errors.

    Files are decoded by :func:`poseur.structures.images.read_image`, which states the
    rules for 16-bit images and floats. A file whose size is not the ``width`` and
    ``height`` of the sample, which are those of the annotation file, is refused.
    Required keys and modified keys are those of ``LoadImage``.

    Args:
        backend_args: Storage of the files, as in mmengine; by default chosen by path.
    """

    def __init__(self, backend_args: dict | None = None) -> None:
        super().__init__(backend_args=backend_args)

    def transform(self, results: dict) -> dict:
        """Load the image of a sample.

        Args:
            results: The sample, with ``img_path`` or ``img``.

        Returns:
            The sample with ``img``, ``img_shape`` and ``ori_shape``.

        Raises:
            UnreadableImageError: If the file is missing, truncated or cannot be
                decoded.
            AnnotationError: If it has another size than the annotation file says.
        """
        if 'img' not in results:
            results['img'] = self._read(results)
        return super().transform(results)

    def _read(self, results: dict) -> np.ndarray:
        """Return the pixels of the file of a sample, uint8 BGR ``[H, W, 3]``."""
        path = results['img_path']
        subject = f'Image {path} (annotation {results.get("id")})'
        try:
            content = get(path, backend_args=self.backend_args)
        except Exception as error:  # of any storage
            raise UnreadableImageError(
                f'{subject} cannot be read: {type(error).__name__}: {error}. Correct '
                'data_root and data_prefix, or remove its annotations.'
            ) from error
        image = decode_image(content, subject)
        if 'width' in results:
            declared = results['width'], results['height']
            problem = size_problem(declared, (image.shape[1], image.shape[0]))
            if problem:
                raise AnnotationError(f'Image {path} {problem}')
        return image


@TRANSFORMS.register_module()
class PoseurPhotometricDistortion(PhotometricDistortion):
    """mmpose's ``PhotometricDistortion`` with the arithmetic of mmpose 0.x.

    The official code builds on mmpose 0.x. Brightness, contrast (first or last),
    saturation and hue change with probability 1/2 each. mmpose 1.3 differs from 0.29 in
    three ways, two of which are bugs:

    - Hues below 0 wrap around at 256 instead of 180, which turns reds green. This class
      takes hues modulo 180.
    - Contrast changes twice or not at all. Here it changes once, before or after
      saturation and hue.
    - Channels are permuted in half of the images. mmpose 0.29 drew the permutation and
      did not apply it; here it is an option.

    Required keys: ``img``, uint8 BGR ``[H, W, 3]``. Modified keys: ``img``.

    Args:
        brightness_delta: Largest change of brightness, out of 255.
        contrast_range: Smallest and largest contrast factor.
        saturation_range: Smallest and largest saturation factor.
        hue_delta: Largest change of hue, out of 180.
        swap_channels: Whether to permute the channels in half of the images.
    """

    def __init__(
        self,
        brightness_delta: int = 32,
        contrast_range: tuple[float, float] = (0.5, 1.5),
        saturation_range: tuple[float, float] = (0.5, 1.5),
        hue_delta: int = 18,
        swap_channels: bool = False,
    ) -> None:
        super().__init__(brightness_delta, contrast_range, saturation_range, hue_delta)
        self.swap_channels = swap_channels

    def transform(self, results: dict) -> dict:
        """Change the colors.

        Args:
            results: The sample.

        Returns:
            The sample with a new ``img``.
        """
        drawn = self._random_flags()
        contrast_last, brightens, contrasts, hsv_mode, swaps = drawn[:5]
        brightness, contrast, saturation, hue, channels = drawn[5:]
        img = results['img']
        if brightens:
            img = self._convert(img, beta=brightness)
        if contrasts and not contrast_last:
            img = self._convert(img, alpha=contrast)
        if hsv_mode:
            saturation = saturation if hsv_mode in (1, 3) else 1.0
            img = self._change_hsv(img, saturation, hue if hsv_mode in (2, 3) else 0)
        if contrasts and contrast_last:
            img = self._convert(img, alpha=contrast)
        if swaps and self.swap_channels:
            img = img[..., channels]
        results['img'] = img
        return results

    def _change_hsv(self, img: np.ndarray, saturation: float, hue: int) -> np.ndarray:
        """Scale the saturation and shift the hue of an image, uint8 BGR."""
        hsv = mmcv.bgr2hsv(img)
        hsv[..., 0] = (hsv[..., 0].astype(int) + hue) % 180
        hsv[..., 1] = self._convert(hsv[..., 1], alpha=saturation)
        return mmcv.hsv2bgr(hsv)


@TRANSFORMS.register_module()
class EllipseCutout(BaseTransform):
    """Black out one ellipse of the crop, the strong augmentation of the large models.

    The official code applies one ellipse per crop, with radii ``radius_factor * (1 +
    U)`` times the width of the crop. Not documented upstream and assumed here: U is
    drawn separately for each radius, uniformly from [0, 1); the axes are parallel to
    those of the image; the center is uniform over the crop, so that the ellipse may
    extend beyond it; the pixels become 0, black before normalization. Covered keypoints
    keep their targets and weights.

    Place it after ``TopdownAffine``.

    Required keys: ``img``, uint8 ``[H, W, 3]``. Modified keys: ``img``.

    Args:
        radius_factor: Smallest radius, as a share of the width.
        prob: Probability of a cutout.
    """

    def __init__(self, radius_factor: float = 0.2, prob: float = 1.0) -> None:
        self.radius_factor = radius_factor
        self.prob = prob

    @cache_randomness
    def _draw_ellipse(self) -> tuple[bool, np.ndarray, np.ndarray]:
        """Draw whether to cut, the center and the radii, as shares of the crop."""
        radii = self.radius_factor * (1 + np.random.rand(2))
        return np.random.rand() < self.prob, np.random.rand(2), radii

    def transform(self, results: dict) -> dict:
        """Cut out the ellipse.

        Args:
            results: The sample.

        Returns:
            The sample with a new ``img``.
        """
        height, width = results['img'].shape[:2]
        cuts, center, radii = self._draw_ellipse()
        if cuts:
            (x, y), (radius_x, radius_y) = center * [width, height], radii * width
            rows, columns = np.ogrid[:height, :width]
            distance = ((columns - x) / radius_x) ** 2 + ((rows - y) / radius_y) ** 2
            results['img'] = np.where(distance[..., None] <= 1, 0, results['img'])
        return results
