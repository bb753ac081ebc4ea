"""Load an image or say exactly why not."""

from __future__ import annotations

from mmpose.datasets.transforms import LoadImage
from mmpose.registry import TRANSFORMS

from poseur.structures.images import UnreadableImageError


@TRANSFORMS.register_module()
class LoadImageStrict(LoadImage):
    """mmpose's ``LoadImage`` with one clear error for every unreadable file.

    Arguments, required and modified keys are those of ``LoadImage``.
    """

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
            return super(LoadImage, self).transform(results)  # mmcv's own errors
        except Exception as error:
            raise UnreadableImageError(
                f'Image {results["img_path"]} (annotation {results.get("id")}) is '
                f'missing, truncated or no image: {type(error).__name__}: {error}. '
                'Copy the file again, correct data_root and data_prefix, or remove '
                'its annotations.'
            ) from error
