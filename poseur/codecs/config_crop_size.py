"""The size of the crops that a config's codec is made for."""

from __future__ import annotations

from mmengine.config import Config


def crop_size(cfg: Config) -> tuple[int, int]:
    """Width and height of the crops of a config in pixels.

    Raises:
        ValueError: If the model has no codec that tells.
    """
    codec = cfg.model.get('head', {}).get('decoder') or {}
    if 'input_size' not in codec:
        raise ValueError(
            f'{cfg.filename} has no model.head.decoder.input_size, which is width and '
            'height of the crops. Set it; get_flops.py also takes --shape HEIGHT WIDTH.'
        )
    width, height = codec['input_size']
    return width, height
