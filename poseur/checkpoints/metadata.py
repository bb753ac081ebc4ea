"""What a converted checkpoint tells about itself."""

from __future__ import annotations

import os.path as osp
import re

import mmengine
import mmpose
from mmengine.config import Config
from mmpose.datasets.datasets.utils import parse_pose_metainfo

from poseur.config import crop_size, declared_metainfo
from poseur.version import __version__

#: What is taken over from the meta of the source.
PROVENANCE = ('epoch', 'iter', 'time', 'mmpose_version', 'mmcv_version')
CROP_SIZE = re.compile(r'(?:image_size|input_size)=[\[(](\d+), *(\d+)')


def make_meta(cfg: Config, source_meta: dict, **conversion) -> dict:
    """Describe a converted checkpoint as training would describe its own.

    With ``cfg`` and ``dataset_meta`` mmpose's inferencers need no config beside it.
    There is no time in it: the same source gives the same file.

    Args:
        cfg (Config): The config of the model.
        source_meta (dict): The source's own meta.
        **conversion: What is to be said about the conversion.
    """
    source = {key: source_meta[key] for key in PROVENANCE if key in source_meta}
    return dict(
        cfg=cfg.pretty_text,
        dataset_meta=dataset_meta(cfg),
        experiment_name=osp.splitext(osp.basename(cfg.filename))[0],
        mmengine_version=mmengine.__version__,
        mmpose_version=mmpose.__version__,
        poseur_version=__version__,
        conversion=dict(
            input_size=known_crop_size(cfg), source_meta=source, **conversion
        ),
    )


def known_crop_size(cfg: Config) -> tuple[int, int] | None:
    """Width and height of the crops in pixels; None for detectors, which have none."""
    return crop_size(cfg) if 'head' in cfg.model else None


def dataset_meta(cfg: Config) -> dict:
    """Names, flip pairs, sigmas and colors of the training set's keypoints."""
    return parse_pose_metainfo(declared_metainfo(cfg.train_dataloader.dataset))


def crop_size_note(cfg: Config, source_meta: dict) -> list[str]:
    """Compare the crop size with the config kept in a checkpoint's meta.

    Weights do not tell the size of the crops they were trained on, but mmpose writes
    the text of its config into every checkpoint.

    Args:
        cfg (Config): The config of the model.
        source_meta (dict): The meta of the checkpoint.

    Returns:
        list[str]: What differs and what to do; nothing if the sizes agree or the
        checkpoint does not tell.
    """
    text = source_meta.get('config') or source_meta.get('cfg') or ''
    recorded = {(int(size[1]), int(size[2])) for size in CROP_SIZE.finditer(str(text))}
    ours = known_crop_size(cfg)
    if ours is None or not recorded or ours in recorded:
        return []
    sizes = ' and '.join(f'{width}x{height}' for width, height in sorted(recorded))
    return [
        f'the source was trained on crops of {sizes} (width x height), the config has '
        f'{ours[0]}x{ours[1]}: results will be worse. Use the config of that size.'
    ]
