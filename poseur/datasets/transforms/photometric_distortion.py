"""Distort colors as mmpose 0.x does, which the release is built on."""

from __future__ import annotations

import mmcv
import numpy as np
from mmpose.datasets.transforms import PhotometricDistortion
from mmpose.registry import TRANSFORMS


@TRANSFORMS.register_module()
class PoseurPhotometricDistortion(PhotometricDistortion):
    """mmpose's ``PhotometricDistortion`` with the arithmetic of mmpose 0.x.

    Brightness, contrast (first or last), saturation and hue change with probability
    1/2 each. mmpose 1.3 differs from 0.29 in three ways, two of which are mistakes:

    - Hues that fall below 0 wrap around at 256 in place of 180: a red turns green.
      Here hues are taken modulo 180.
    - Contrast changes twice or not at all. Here it changes once, before or after
      saturation and hue.
    - Channels are permuted in half of the images; 0.29 drew the permutation and did
      not use it. Here that is an option.

    Required keys: ``img``, uint8 BGR ``[H, W, 3]``. Modified keys: ``img``.

    Args:
        brightness_delta: Largest change of brightness, of 255.
        contrast_range: Smallest and largest factor of the contrast.
        saturation_range: Smallest and largest factor of the saturation.
        hue_delta: Largest change of hue, of 180.
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
            The sample with another ``img``.
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
