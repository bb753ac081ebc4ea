"""Turn weights made elsewhere into a checkpoint of a config's model."""

from __future__ import annotations

import os.path as osp
from collections.abc import Mapping

from mmengine.config import Config
from torch import Tensor, nn

from poseur.config import build_model, merge_options

from .architecture import read_architecture
from .fitting import fill
from .metadata import crop_size_note, make_meta
from .names import rename
from .report import ConversionReport
from .source import below_prefix, read_source
from .target import file_sha256, require_free, write_checkpoint

PARTS = ('all', 'backbone')


def convert_checkpoint(
    source: str,
    target: str,
    config: str,
    *,
    naming: str = 'release',
    part: str = 'all',
    prefix: str = '',
    overwrite: bool = False,
    cfg_options: Mapping[str, object] | None = None,
) -> ConversionReport:
    """Write the weights of ``source`` as a checkpoint that mmpose 1.x loads.

    Every weight must find its place and every place its weight, or nothing is written.
    The same source gives the same file, byte by byte.

    Args:
        source (str): The file to read.
        target (str): The file to write.
        config (str): The config of the model.
        naming (str): Whose names the source has: ``release`` (the authors' models, in
            mmpose 0.x) or ``plain`` (mmpose 1.x, torchvision, OpenMMLab's backbones).
        part (str): ``all`` for the whole model, ``backbone`` for its backbone alone.
        prefix (str): What precedes the names of the model in the source.
        overwrite (bool): Whether to replace an existing ``target``.
        cfg_options (Mapping | None): Changes to the config, as ``--cfg-options``.

    Returns:
        ConversionReport: What became of each key.

    Raises:
        CheckpointError: If the source cannot be read or does not fit the model.
        OSError: If a file is missing, or ``target`` must not be written.
        ValueError: If the config has no such option.
    """
    require_free(target, source, overwrite)
    cfg = _read_config(config, cfg_options or {})
    loaded = read_source(source)
    if prefix:
        loaded = below_prefix(loaded, prefix)
    model = build_model(cfg)
    weights, unused = rename(loaded, naming, model)
    if part != 'all':
        model = nn.ModuleDict({part: getattr(model, part)})
        weights, others = _split(weights, part)
        unused |= others
    missing = fill(model, weights, source, config)
    state = model.state_dict()
    architecture = read_architecture(state)
    meta = make_meta(
        cfg,
        loaded.meta,
        naming=naming,
        part=part,
        source=osp.basename(source),
        source_sha256=file_sha256(source),
        **architecture._asdict(),
    )
    write_checkpoint(dict(meta=meta, state_dict=state), target)
    return ConversionReport(
        architecture,
        used=len(loaded.weights) - len(unused),
        unused=loaded.unused | unused,
        missing=missing,
        notes=[*_cast(weights, state), *crop_size_note(cfg, loaded.meta)],
    )


def _read_config(config: str, cfg_options: Mapping[str, object]) -> Config:
    if not osp.isfile(config):
        raise FileNotFoundError(
            f'Config file {config} does not exist. docs/released_weights.md lists the '
            'configs of the released models.'
        )
    cfg = Config.fromfile(config)
    merge_options(cfg, cfg_options)
    return cfg


def _split(
    weights: Mapping[str, Tensor], part: str
) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Weights of a part, and the names of the others with a reason."""
    inside = {key: weights[key] for key in weights if key.startswith(f'{part}.')}
    outside = [key for key in weights if key not in inside]
    return inside, dict.fromkeys(outside, f'no part of the {part}')


def _cast(weights: Mapping[str, Tensor], state: Mapping[str, Tensor]) -> list[str]:
    """Say so where weights have another type in the model."""
    cast = {
        f'{value.dtype} to {state[key].dtype}'
        for key, value in weights.items()
        if value.dtype != state[key].dtype
    }
    return [f'weights were cast from {types}' for types in sorted(cast)]
