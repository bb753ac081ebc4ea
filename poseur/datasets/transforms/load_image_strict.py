"""Load an image or say exactly why not."""

from __future__ import annotations

import cv2
import mmcv
import numpy as np
from mmengine import fileio
from mmpose.datasets.transforms import LoadImage
from mmpose.registry import TRANSFORMS

JPEG_START, JPEG_SCAN, JPEG_END = b'\xff\xd8', b'\xff\xda', b'\xff\xd9'
PNG_START, PNG_END = b'\x89PNG', b'IEND'


class UnreadableImageError(OSError):
    """An image file is missing, truncated or no image."""


def is_truncated(content: bytes) -> bool:
    """Tell whether a JPEG or PNG file lacks its end.

    Decoders fill the missing part of such files with grey without an error.

    Args:
        content (bytes): The whole file, of any format.
    """
    if content.startswith(JPEG_START):
        return content.rfind(JPEG_END) < content.rfind(JPEG_SCAN)
    return content.startswith(PNG_START) and PNG_END not in content[-64:]


@TRANSFORMS.register_module()
class LoadImageStrict(LoadImage):
    """mmpose's ``LoadImage`` with one clear error for every unreadable file.

    Truncated JPEG and PNG files, which decode to half an image, are refused
    too. Required and modified keys are those of ``LoadImage``.

    Args:
        allow_truncated (bool): Take what truncated files hold. Defaults to False.
        **kwargs: Arguments of ``LoadImage``.
    """

    def __init__(self, allow_truncated: bool = False, **kwargs) -> None:
        super().__init__(**kwargs)
        self.allow_truncated = allow_truncated

    def transform(self, results: dict) -> dict:
        """Load the image of a sample.

        Args:
            results (dict): The sample, with ``img_path`` or ``img``.

        Returns:
            dict: The sample with ``img``, ``img_shape`` and ``ori_shape``.

        Raises:
            UnreadableImageError: If the file is missing, truncated or cannot
                be decoded.
        """
        if 'img' in results:
            return super().transform(results)
        try:
            content = fileio.get(results['img_path'], backend_args=self.backend_args)
        except OSError as error:
            raise self._error(results, error.strerror or str(error)) from error
        if is_truncated(content) and not self.allow_truncated:
            raise self._error(
                results,
                f'truncated after {len(content)} bytes (LoadImageStrict takes it '
                'with allow_truncated=True)',
            )
        results['img'] = self._decode(content, results)
        return super().transform(results)

    def _decode(self, content: bytes, results: dict) -> np.ndarray:
        try:
            image = mmcv.imfrombytes(
                content, flag=self.color_type, backend=self.imdecode_backend
            )
        except (cv2.error, OSError, ValueError) as error:
            raise self._error(results, f'cannot be decoded: {error}') from error
        if image is None:
            raise self._error(results, 'not an image that can be decoded')
        return image

    def _error(self, results: dict, reason: str) -> UnreadableImageError:
        return UnreadableImageError(
            f'Image {results["img_path"]} (annotation {results.get("id")}): {reason}. '
            'Copy the file again, or remove its annotations.'
        )
