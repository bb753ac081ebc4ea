"""The table of a study."""

import csv

from poseur.studies import Row, make_rows, write_csv, write_markdown


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
