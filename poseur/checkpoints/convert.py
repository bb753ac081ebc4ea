"""Conversion of weights of any origin to a checkpoint of a config's model.

:func:`convert_checkpoint` is the whole conversion from top to bottom: read the file,
rename the weights, load them into the model, and write its checkpoint.
"""

from __future__ import annotations

import os.path as osp
import re
from collections.abc import Mapping

import mmengine
import mmpose
from mmengine.config import Config
from torch import Tensor, nn

from poseur.compat.deprecation import renamed_value
from poseur.config import (
    build_model,
    crop_size,
    declared_metainfo,
    merge_options,
    parse_metainfo,
    read_file,
)
from poseur.version import __version__

from .atomic_io import write_atomically
from .finite import require_finite
from .keys import compare_keys, require_exact
from .naming.rename import rename_weights
from .report import ConversionReport, read_architecture
from .weights_file import (
    below_prefix,
    file_sha256,
    read_weights,
    require_free,
    to_bytes,
)

PARTS = ('all', 'backbone')
CONFIG_LIST = 'docs/official_weights.md'

#: Entries of the source's meta that are kept.
PROVENANCE = ('epoch', 'iter', 'time', 'mmpose_version', 'mmcv_version')
CROP_SIZE = re.compile(r'(?:image_size|input_size)=[\[(](\d+), *(\d+)')


def convert_checkpoint(
    source: str,
    target: str,
    config: str,
    *,
    naming: str = 'official',
    part: str = 'all',
    prefix: str = '',
    overwrite: bool = False,
    cfg_options: Mapping[str, object] | None = None,
) -> ConversionReport:
    """Write the weights of ``source`` as a checkpoint that mmpose 1.x loads.

    The keys of the source and of the model must match one to one; otherwise nothing is
    written. The same source gives the same file, byte for byte.

    Args:
        source: File to read.
        target: File to write.
        config: Config of the model.
        naming: Origin of the names in ``source``: ``official`` (the authors of Poseur
            or of a method in ``configs/baselines``) or ``plain`` (mmpose 1.x,
            torchvision, OpenMMLab's backbones).
        part: ``all`` for the whole model, ``backbone`` for its backbone alone.
        prefix: Prefix of the names of the model in the source.
        overwrite: Whether to replace an existing ``target``.
        cfg_options: Changes to the config, as ``--cfg-options``.

    Returns:
        The fate of each key.

    Raises:
        CheckpointError: If the source cannot be read or does not fit the model.
        OSError: If a file is missing, or ``target`` must not be written.
        ValueError: If the config has no such option.
    """
    naming = renamed_value('naming', naming, release='official')
    require_free(target, source, overwrite)
    cfg = _read_config(config, cfg_options or {})
    loaded = read_weights(source)
    if prefix:
        loaded = below_prefix(loaded, prefix)

    model = build_model(cfg)
    backbone = model.get_submodule('backbone')
    weights, unused = rename_weights(loaded.weights, naming, backbone, source)
    if part != 'all':
        model = nn.ModuleDict({part: model.get_submodule(part)})
        weights, others = _split(weights, part)
        unused |= others
    missing = fill(model, weights, source, config)

    state = model.state_dict()
    architecture = read_architecture(state)
    conversion = dict(
        naming=naming,
        part=part,
        source=osp.basename(source),
        source_sha256=file_sha256(source),
        **architecture._asdict(),
    )
    meta = make_meta(cfg, loaded.meta, conversion)
    write_atomically(to_bytes(dict(meta=meta, state_dict=state)), target)
    return ConversionReport(
        architecture,
        used=len(loaded.weights) - len(unused),
        unused=loaded.unused | unused,
        missing=missing,
        notes=[*_cast_notes(weights, state), *_crop_size_notes(cfg, loaded.meta)],
    )


def _read_config(config: str, cfg_options: Mapping[str, object]) -> Config:
    if not osp.isfile(config):
        raise FileNotFoundError(
            f'Config file {config} does not exist. {CONFIG_LIST} lists the configs of '
            'the official models.'
        )
    cfg = read_file(config)
    merge_options(cfg, cfg_options)
    return cfg


def _split(
    weights: Mapping[str, Tensor], part: str
) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Return the weights of a part, and the names of the others with a reason."""
    inside = {key: weights[key] for key in weights if key.startswith(f'{part}.')}
    outside = [key for key in weights if key not in inside]
    return inside, dict.fromkeys(outside, f'not part of the {part}')


def fill(
    model: nn.Module, weights: Mapping[str, Tensor], source: str, config: str
) -> list[str]:
    """Load weights into a model whose keys they must match one to one.

    Args:
        model: The model.
        weights: Its weights.
        source: Their file, for the message.
        config: Config of the model, for the message.

    Returns:
        The counters of batch norm that the weights lack.

    Raises:
        CheckpointMismatchError: If a key is missing, unknown or of another shape.
        NonFiniteCheckpointError: If a weight is not finite.
    """
    report = compare_keys(model, weights)
    require_exact(report, source, _advice(model, weights, config))
    require_finite(
        dict(state_dict=weights), source, 'Its training failed; use an earlier file.'
    )
    model.load_state_dict(weights, strict=False)
    return [key for key in model.state_dict() if key not in weights]


def _advice(model: nn.Module, weights: Mapping[str, Tensor], config: str) -> str:
    theirs, ours = read_architecture(weights), read_architecture(model.state_dict())
    if theirs == ours:
        return f'{config} is the config of another model; use that of these weights.'
    if theirs.backbone == ours.backbone and not theirs.keypoints:
        return 'It has no head: pass --part backbone if that is all you need.'
    return (
        f'It holds {theirs.describe()}; {config} is {ours.describe()}. Use the config '
        f'of its model, see {CONFIG_LIST}.'
    )


def make_meta(cfg: Config, source_meta: dict, conversion: dict) -> dict:
    """Return the ``meta`` of a converted checkpoint.

    It holds ``cfg`` and ``dataset_meta`` as after a training, so that mmpose's
    inferencers need no separate config. It holds no time, so that the same source gives
    the same file.

    Args:
        cfg: Config of the model.
        source_meta: ``meta`` of the source.
        conversion: Entries about the conversion.
    """
    source = {key: source_meta[key] for key in PROVENANCE if key in source_meta}
    return dict(
        cfg=cfg.pretty_text,
        dataset_meta=parse_metainfo(declared_metainfo(cfg.train_dataloader.dataset)),
        experiment_name=osp.splitext(osp.basename(cfg.filename))[0],
        mmengine_version=mmengine.__version__,
        mmpose_version=mmpose.__version__,
        poseur_version=__version__,
        conversion=dict(
            input_size=_known_crop_size(cfg), source_meta=source, **conversion
        ),
    )


def _known_crop_size(cfg: Config) -> tuple[int, int] | None:
    """Return width and height of the crops in pixels; None for detectors."""
    return crop_size(cfg) if 'head' in cfg.model else None


def _cast_notes(
    weights: Mapping[str, Tensor], state: Mapping[str, Tensor]
) -> list[str]:
    """Return a note for each type of weights that differs from the model's."""
    cast = {
        f'{value.dtype} to {state[key].dtype}'
        for key, value in weights.items()
        if value.dtype != state[key].dtype
    }
    return [f'weights were cast from {types}' for types in sorted(cast)]


def _crop_size_notes(cfg: Config, source_meta: dict) -> list[str]:
    """Compare the crop size with the text of the config in a checkpoint's meta.

    Weights do not determine the size of the crops that they were trained on, but mmpose
    writes the text of its config into every checkpoint.

    Returns:
        A note if the sizes differ; none if they agree or are unknown.
    """
    text = source_meta.get('config') or source_meta.get('cfg') or ''
    recorded = {(int(size[1]), int(size[2])) for size in CROP_SIZE.finditer(str(text))}
    ours = _known_crop_size(cfg)
    if ours is None or not recorded or ours in recorded:
        return []
    sizes = ' and '.join(f'{width}x{height}' for width, height in sorted(recorded))
    return [
        f'the source was trained on crops of {sizes} (width x height), the config has '
        f'{ours[0]}x{ours[1]}: results will be worse. Use the config of that size.'
    ]
