"""Counts of every row in the paper's cost tables, against references."""

from __future__ import annotations

import pytest

from poseur.analysis.cost_tables import Row, comparison, cost_of, render_document
from poseur.analysis.published_costs import TABLES

#: Reference figures: parameters (M), GFLOPs by the paper's counter, and complete GMACs;
#: None if there is no reference. Those of the baselines are sums by hand of the
#: backbone's published convolutions, the deconvolutions and the last layer. HRFormer's
#: are our own counts; its authors publish 2.5, 7.8 and 43.2 M parameters. Those of
#: TransPose and TokenPose were counted on their authors' code, without position maps.
EXPECTED = {
    ('1d', 'Res5'): (28.323, 4.121, 4.106),
    ('1d', 'Res4-5'): (28.660, 4.173, 4.158),
    ('1d', 'Res3-5'): (28.866, 4.275, 4.260),
    ('1d', 'Res2-5'): (29.006, 4.480, 4.463),
    ('1e', '3 layers'): (28.898, 4.480, 4.463),
    ('1e', '4 layers'): (30.315, 4.500, 4.489),
    ('1e', '5 layers'): (31.732, 4.521, 4.515),
    ('1e', '6 layers'): (33.149, 4.542, 4.542),
    ('2a', 'MobileNetV2'): (None, 0.466, 0.473),
    ('2a', 'ResNet-50'): (None, 4.521, 4.515),
    ('2a', 'HRNet-W32'): (None, 7.945, 7.912),
    ('2a', 'SimpleBaseline, MobileNetV2'): (9.570, None, 1.565),
    ('2a', 'SimpleBaseline, ResNet-50'): (33.9997, None, 5.426),
    ('2a', 'HRNet, HRNet-W32'): (28.536, 7.68, None),
    ('2b', '64x64'): (28.898, 0.432, 0.446),
    ('2b', '128x128'): (28.898, 1.536, 1.542),
    ('2b', '256x192'): (28.898, 4.480, 4.463),
    ('2b', 'SimpleBaseline, 64x64'): (33.9997, None, 0.4522),
    ('2b', 'SimpleBaseline, 128x128'): (33.9997, None, 1.809),
    ('2b', 'SimpleBaseline, 256x192'): (33.9997, None, 5.426),
    ('5', 'MobileNetV2'): (None, 0.487, 0.499),
    ('5', 'ResNet-50'): (None, 4.542, 4.542),
    ('5', 'ResNet-152'): (None, 11.848, 11.815),
    ('5', 'HRNet-W32'): (None, 7.966, 7.938),
    ('5', 'HRNet-W48, 384x288'): (None, 36.212, 36.062),
    ('5', 'HRFormer-T, 3 layers'): (None, 1.441, 1.597),
    ('5', 'HRFormer-S, 3 layers'): (None, 2.985, 3.386),
    ('5', 'HRFormer-B'): (None, 12.609, 14.259),
    ('5', 'HRFormer-B, 384x288'): (None, 27.645, 31.045),
    ('5', 'SimpleBaseline, ResNet-50'): (33.9997, None, 5.426),
    ('5', 'SimpleBaseline, ResNet-152'): (68.6355, None, 12.70),
    ('5', 'HRNet, HRNet-W32'): (28.536, 7.68, None),
    ('5', 'HRNet, HRNet-W48, 384x288'): (63.5957, None, None),
    ('5', 'HRFormer, HRFormer-T'): (2.5065, 1.344, 1.485),
    ('5', 'HRFormer, HRFormer-S'): (7.7262, 2.858, 3.245),
    ('5', 'HRFormer, HRFormer-B'): (43.1705, 12.286, 13.907),
    ('5', 'HRFormer, HRFormer-B, 384x288'): (43.1705, 27.077, 30.453),
    ('5', 'UDP, HRNet-W32'): (28.536, 7.68, None),
    ('5', 'UDP, HRNet-W48, 384x288'): (63.5957, None, None),
    ('5', 'PRTR, ResNet-50, 384x288'): (41.505, None, 11.046),
    ('5', 'PRTR, HRNet-W32, 384x288'): (57.234, None, 21.696),
    ('5', 'PRTR, HRNet-W32, 512x384'): (57.234, None, 37.860),
    ('5', 'RLE, ResNet-50'): (23.6474, None, 4.004),
    ('5', 'RLE, HRNet-W32'): (None, 7.79, None),
    ('5', 'TransPose-H-A6'): (17.1608, None, 21.282),
    ('5', 'TokenPose-S-V2'): (6.2275, None, 7.487),
    ('5', 'TokenPose-B'): (13.4652, None, 6.276),
    ('5', 'TokenPose-L/D6'): (20.8158, None, 9.867),
    ('5', 'TokenPose-L/D24'): (27.4824, None, 12.193),
    ('S3', 'own weights'): (33.256, None, None),
    ('S3', 'shared weights'): (26.172, None, None),
    ('S4', 'MSDA'): (None, 1.246, None),
    ('S4', 'EMSDA'): (None, 0.444, None),
}
ROWS = {(table.key, row.name): (row, table) for table in TABLES for row in table.rows}


#: Backbones whose counting takes seconds.
LARGE = (
    *('HRNet', 'HRFormer', 'ViT', 'ResNet-101', 'ResNet-152'),
    *('TransPose', 'TokenPose-B', 'TokenPose-L'),
)
EVERY_ROW = [
    pytest.param(
        key,
        id=' '.join(key),
        marks=pytest.mark.slow if any(name in key[1] for name in LARGE) else (),
    )
    for key in EXPECTED
]


def test_every_row_has_a_reference():
    assert list(ROWS) == list(EXPECTED)


@pytest.mark.parametrize('key', EVERY_ROW)
def test_row(key, repo_root):
    row, table = ROWS[key]
    cost = cost_of(row, table, repo_root)
    parameters, counted, macs = EXPECTED[key]
    if parameters is not None:
        assert cost.parameters / 1e6 == pytest.approx(parameters, abs=6e-4)
    if counted is not None:
        assert cost.paper_count / 1e9 == pytest.approx(counted, rel=0.005)
    if macs is not None:
        assert cost.macs / 1e9 == pytest.approx(macs, rel=0.005)


@pytest.mark.parametrize('key', EVERY_ROW)
def test_a_difference_is_explained(key, repo_root):
    row, table = ROWS[key]
    cost = cost_of(row, table, repo_root)
    figures = [
        (row.params, cost.parameters / 1e6),
        (row.gflops, cost.paper_count / 1e9),
    ]
    for published, ours in figures:
        *_, difference = comparison(published, ours)
        small = published is None or abs(ours / float(published) - 1) < 0.005
        assert small or difference.endswith('✓') or row.remark


@pytest.mark.slow
def test_the_committed_tables_are_what_the_tool_prints(repo_root):
    committed = (repo_root / 'docs' / 'cost_tables.md').read_text()
    assert committed == render_document(TABLES, repo_root), (
        'run tools/analysis_tools/paper_tables.py --out docs/cost_tables.md'
    )


@pytest.mark.parametrize(
    ('published', 'ours', 'cells'),
    [
        ('4.12', 4.1249, ('4.12', '4.125', '+0.1% ✓')),
        ('4.12', 4.1251, ('4.12', '4.125', '+0.1%')),
        ('29.0', 28.9951, ('29.0', '28.995', '+0.0% ✓')),
        ('0.5', 0.44, ('0.5', '0.440', '-12.0%')),
        (None, 1.0, ('-', '1.000', '-')),
    ],
)
def test_comparison(published, ours, cells):
    assert comparison(published, ours) == cells


def test_a_row_with_a_wrong_override_is_refused(repo_root):
    row, table = ROWS['1d', 'Res5']
    wrong = Row(row.name, row.config, overrides={'model.head.num_level': 1})
    with pytest.raises(ValueError, match='Nearest keys: model.head.num_levels'):
        cost_of(wrong, table, repo_root)
