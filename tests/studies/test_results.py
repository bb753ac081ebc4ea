"""The table and the figure of a study."""

import csv

import matplotlib.pyplot as plt

from poseur.studies import Row, make_rows, write_csv, write_markdown
from poseur.studies.results import draw_curves


def test_the_table_as_csv_and_markdown(tmp_path, records):
    rows = [*make_rows(records, 'coco/AP'), Row('constant', (8.5,))]
    write_csv(rows, tmp_path / 'results.csv')
    with (tmp_path / 'results.csv').open() as file:
        wide, narrow, constant = csv.DictReader(file)
    assert (wide['mean'], wide['lowest'], wide['highest']) == ('41.5', '40', '43')
    assert (wide['parameters (M)'], wide['MACs (G)']) == ('2.35', '0.012')
    assert constant['mean'] == '8.5' and constant['parameters (M)'] == ''
    write_markdown(rows, 'Widths', 'coco/AP', ['2 x A', '1 x B'], tmp_path / 'r.md')
    lines = (tmp_path / 'r.md').read_text().splitlines()
    assert lines[0] == '# Widths'
    assert '| narrow | 30 | 30 | 30 | 1 | 2.35 | 0.012 | 100 | 200 |' in lines
    assert '2 x A and 1 x B, so that' in lines[-1]


def test_a_lone_validation_is_a_point_and_several_are_a_line() -> None:
    _, axes = plt.subplots()
    draw_curves(axes, [[5.0], [1.0, 2.0]], [[50.0], [10.0, 20.0]], 'deep', 'C0')
    lone, line = axes.lines
    assert (lone.get_marker(), line.get_marker()) == ('o', '')
    assert (lone.get_label(), lone.get_xydata().tolist()) == ('deep', [[5.0, 50.0]])
    assert line.get_xydata().tolist() == [[1.0, 10.0], [2.0, 20.0]]
