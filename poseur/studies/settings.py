"""The settings of a run: what identifies them, and what fits them badly."""

from __future__ import annotations

import hashlib
import json

from mmengine.config import Config

from poseur.config import merge_options


def settings_digest(cfg: Config) -> str:
    """Digest of all settings; where the data lies does not matter."""
    cfg = Config(cfg.to_dict())
    if 'data_root' in cfg:
        merge_options(cfg, dict(data_root='data'))  # moves the paths below it too
    text = json.dumps(cfg.to_dict(), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def batch_notice(cfg: Config, processes: int) -> str | None:
    """Why the learning rate does not fit the images of a training step, else None."""
    scaling = cfg.get('auto_scale_lr', {})
    made_for = scaling.get('base_batch_size')
    taken = cfg.train_dataloader.batch_size * processes
    if made_for in (None, taken) or scaling.get('enable', False):
        return None
    return (
        f'a step takes {taken} images, but the learning rate is made for {made_for}: '
        'give --gpus, or change the rate among the overrides'
    )
