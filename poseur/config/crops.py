"""Crop sizes and codecs of pipelines and head, which must be the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mmengine.config import Config

from .variables import dotted_items

#: Settings of codecs, crops and heads that are sizes of one and the same crop.
SIZES = ('input_size', 'heatmap_size', 'simcc_split_ratio')
DECODER = 'model.head.decoder'


def crop_problems(cfg: Config, phases: Sequence[str]) -> Iterator[str]:
    """Yield where the sizes of a pipeline, or of the head, are not those of the codec.

    The codec of the head decodes what the model predicts. If the crops have another
    size, or the targets another codec, every keypoint is at a wrong place.

    Args:
        cfg: Config of a pose model; one without a codec in its head has no problems.
        phases: Parts that are going to run, of ``train``, ``val`` and ``test``.

    Yields:
        Sentences with both keys and values.
    """
    head = cfg.get('model', {}).get('head') or {}
    decoder = head.get('decoder') or {}
    places = {f'{phase}_dataloader.dataset': _dataset(cfg, phase) for phase in phases}
    for holder, tree in {'model.head': head, **places}.items():
        for key, value in dotted_items(tree, f'{holder}.'):
            name = key.rpartition('.')[2]
            expected = decoder.get(name)
            if name not in SIZES or expected is None or _same(value, expected):
                continue
            yield (
                f'{key}={value} differs from {DECODER}.{name}={expected}. Set both to '
                'the same value.'
            )
    if 'train' in phases and decoder:
        yield from _other_codecs(places['train_dataloader.dataset'], decoder)


def _other_codecs(dataset: Mapping, decoder: Mapping) -> Iterator[str]:
    """Yield where targets are encoded for another kind of head."""
    for key, value in dotted_items(dataset, 'train_dataloader.dataset.'):
        name = key.rpartition('.')[2]
        if name not in ('codec', 'encoder') or not isinstance(value, Mapping):
            continue
        for size in SIZES[1:]:  # all codecs have the first one
            if (size in value) != (size in decoder):
                yield (
                    f'{key} is a {value.get("type")}, but {DECODER} a '
                    f'{decoder.get("type")}: only one of them has {size}. Give both '
                    'the same codec.'
                )


def _dataset(cfg: Config, phase: str) -> Mapping:
    """Return the config of a dataset; nothing if it was given as an object."""
    loader = cfg.get(f'{phase}_dataloader')
    dataset = loader.get('dataset') if isinstance(loader, Mapping) else None
    return dataset if isinstance(dataset, Mapping) else {}


def _same(value: object, expected: object) -> bool:
    """Compare sizes, which may be lists or tuples."""
    if isinstance(value, Sequence) and isinstance(expected, Sequence):
        return list(value) == list(expected)
    return value == expected
