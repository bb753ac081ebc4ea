"""The table of docs/detection_cost.md: the models of Table 3."""

from __future__ import annotations

from pathlib import Path

from mmengine.config import Config

from .detector_cost import DetectorCost, measure_detector
from .table import markdown

#: 800x1333 pixels, padded to a multiple of 32.
HEIGHT, WIDTH = 800, 1344
NUM_PROPOSALS = 1000
PEOPLE = (1, 10, 100)
FOLDER = Path('configs/mask_rcnn_poseur')
#: Names and configs.
MODELS = (
    ('Mask R-CNN, ResNet-50', 'mask-rcnn_heatmap-r50-fpn'),
    ('Mask R-CNN, ResNet-101', 'mask-rcnn_heatmap-r101-fpn'),
    ('Mask R-CNN + RLE, ResNet-50', 'mask-rcnn_rle-r50-fpn'),
    ('Mask R-CNN + RLE, ResNet-101', 'mask-rcnn_rle-r101-fpn'),
    ('Mask R-CNN + Poseur, ResNet-50', 'mask-rcnn_poseur-r50-fpn'),
    ('Mask R-CNN + Poseur, ResNet-101', 'mask-rcnn_poseur-r101-fpn'),
    ('Mask R-CNN + Poseur, HRNet-W48', 'mask-rcnn_poseur-hrnet-w48-hrfpn'),
)
INTRODUCTION = f"""# What the detectors of Table 3 cost

Made by `python tools/analysis_tools/detector_tables.py --out docs/detection_cost.md`.
Images of 800x1333, padded to {HEIGHT}x{WIDTH}. Parameters are those at test time:
frozen ones counted, the flows of the losses not. Multiply-adds (MACs, 10^9) are
complete, as in [cost.md](cost.md), but for the pooling of regions and for suppression.
The box head runs on {NUM_PROPOSALS:,} proposals, the keypoint head on every person
detected, 100 at most. The paper gives no costs for these models.

Nearly all that a person costs are the eight convolutions of 512 channels, which all
three heads have. Encoder and decoder of Poseur, whose attention does not depend on the
size of the maps, add 0.16 GMACs.
"""


def render_table(repo: Path) -> str:
    """The document, with costs counted now.

    Args:
        repo: The checkout with the configs.
    """
    rows = []
    for name, stem in MODELS:
        cfg = Config.fromfile(repo / FOLDER / f'{stem}_180k_coco.py')
        rows.append({'model': name} | figures(measure_detector(cfg, HEIGHT, WIDTH)))
    return f'{INTRODUCTION}\n{markdown(rows)}\n'


def figures(cost: DetectorCost) -> dict[str, str]:
    """The numbers of one row by their columns."""
    cells = {
        'params (M)': f'{cost.parameters / 1e6:.2f}',
        'backbone, pyramid (G)': f'{cost.image / 1e9:.1f}',
        'proposals (G)': f'{cost.proposals / 1e9:.1f}',
        'boxes (G)': f'{NUM_PROPOSALS * cost.box / 1e9:.1f}',
        'a person (G)': f'{cost.person / 1e9:.3f}',
    }
    for count in PEOPLE:
        noun = 'person' if count == 1 else 'people'
        total = cost.total(NUM_PROPOSALS, count)
        cells[f'total, {count} {noun} (G)'] = f'{total / 1e9:.1f}'
    return cells
