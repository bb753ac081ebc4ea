"""Costs of detectors against published numbers and numbers worked out by hand."""

from __future__ import annotations

import pytest
from mmengine.config import Config

from poseur.analysis.detector_cost import (
    DetectorCost,
    measure_detector,
    render_table,
)

FOLDER = 'configs/mask_rcnn_poseur'
TOWER = (256 + 7 * 512) * 512 * 9 * 14 * 14  # eight 3x3 convolutions on 14x14


@pytest.fixture(scope='module')
def costs(repo_root) -> dict[str, DetectorCost]:
    """Return costs of the heads on ResNet-50 for small images."""
    stem = f'{FOLDER}/mask-rcnn_{{}}-r50-fpn_180k_coco.py'
    return {
        head: measure_detector(Config.fromfile(repo_root / stem.format(head)), 64, 96)
        for head in ('heatmap', 'rle', 'poseur', 'poseur-dense')
    }


def test_a_person_costs_the_convolutions_and_the_head(costs):
    deconvolution = 512 * 17 * 4 * 4 * 14 * 14
    assert costs['heatmap'].person == TOWER + deconvolution
    assert costs['rle'].person == TOWER + 512 * 17 * 4  # mu and sigma
    decoder = costs['poseur'].person - costs['rle'].person
    assert 0.155e9 < decoder < 0.165e9  # as in a crop, docs/cost.md


def test_blocks_cost_less_than_convolutions(costs):
    block = 512 * (5 * 5 + 512) * 14 * 14
    scores = 512 * 17 * 14 * 14  # and as much for the features averaged with them
    proposals = 256 * 512 * 9 * 14 * 14 + 4 * block + 2 * scores + 17 * 512 * 2
    decoder = costs['poseur'].person - costs['rle'].person
    assert costs['poseur-dense'].person == proposals + decoder


def test_boxes_and_images_by_hand(costs):
    box = 256 * 7 * 7 * 1024 + 1024 * 1024 + 1024 * (2 + 4)
    assert {cost.box for cost in costs.values()} == {box}
    assert len({cost.image for cost in costs.values()}) == 1
    anchors = 3 * (1 + 4)
    cells = 16 * 24 + 8 * 12 + 4 * 6 + 2 * 3 + 1 * 2
    assert costs['rle'].proposals == cells * 256 * (9 * 256 + anchors)
    image, total = costs['rle'].image, costs['rle'].total(10, 2)
    assert total == image + costs['rle'].proposals + 10 * box + 2 * costs['rle'].person


def test_parameters_leave_the_flows_out(costs):
    assert costs['heatmap'].parameters == 59137258 + 53120 - 4100  # of torchvision's
    assert costs['poseur'].parameters == 67720125


@pytest.mark.slow
def test_the_committed_table_is_what_the_tool_prints(repo_root):
    committed = (repo_root / 'docs' / 'detection_cost.md').read_text()
    assert committed == render_table(repo_root), (
        'run tools/analysis_tools/detector_tables.py --out docs/detection_cost.md'
    )
