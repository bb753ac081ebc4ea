"""The parts of a pose estimator that cost tables tell apart."""

from __future__ import annotations

from collections.abc import Mapping

BACKBONE = 'backbone'
NECK = 'neck'
COARSE_BRANCH = 'coarse branch'
KEYPOINT_ENCODER = 'keypoint encoder'
QUERY_DECODER = 'query decoder'
OTHER_HEADS = 'other heads'
FLOWS = 'flows, losses'

#: Where the modules of each part are.
PREFIXES: dict[str, tuple[str, ...]] = {
    BACKBONE: ('backbone',),
    NECK: ('neck',),
    COARSE_BRANCH: ('head.poseur.coarse_branch',),
    KEYPOINT_ENCODER: ('head.poseur.keypoint_encoder',),
    QUERY_DECODER: ('head.poseur.memory', 'head.poseur.query_decoder'),
    OTHER_HEADS: (),
    FLOWS: ('head.poseur.coarse_loss', 'head.poseur.decoder_loss', 'head.loss_module'),
}


def part_of(name: str) -> str:
    """The part that a module or parameter of this name belongs to."""
    for part, prefixes in PREFIXES.items():
        if any(f'{name}.'.startswith(f'{prefix}.') for prefix in prefixes):
            return part
    return OTHER_HEADS


def sum_by_part(counts: Mapping[str, int]) -> dict[str, int]:
    """Add up counts of single modules or parameters, given by name."""
    sums = dict.fromkeys(PREFIXES, 0)
    for name, count in counts.items():
        sums[part_of(name)] += count
    return sums


def split_by_part(counts: Mapping[str, int]) -> dict[str, int]:
    """Split the count of a whole model, whose name is ``''``.

    Args:
        counts: Counts by name, each with those of the modules inside.
    """
    parts = {
        part: sum(counts.get(prefix, 0) for prefix in prefixes)
        for part, prefixes in PREFIXES.items()
    }
    parts[OTHER_HEADS] = counts[''] - sum(parts.values())
    return parts
