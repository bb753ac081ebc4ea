import csv

from poseur.studies import Row, make_rows, write_csv, write_markdown


def record(name, score, speed=100.0):
    return dict(
        name=name,
        metrics={'mpii/Mean': score, 'mpii/Head': 1.0},
        parameters=2_345_678,
        macs=12_345_678,
        train_images_per_second=speed,
        test_images_per_second=2 * speed,
    )


RECORDS = [
    record('wide', 40.0, 10.0),
    record('narrow', 30.0),
    record('wide', 43.0, 12.0),
    record('wide', 41.5, 50.0),
]


def test_seeds_of_a_name_share_a_row():
    wide, narrow = make_rows(RECORDS, 'mpii/Mean')
    assert (wide.name, wide.scores) == ('wide', (40.0, 43.0, 41.5))
    assert (wide.train_speed, wide.test_speed) == (12.0, 24.0)  # medians
    assert narrow.scores == (30.0,)


def test_the_table_as_csv_and_markdown(tmp_path):
    rows = [*make_rows(RECORDS, 'mpii/Mean'), Row('constant', (8.5,))]
    write_csv(rows, tmp_path / 'results.csv')
    with (tmp_path / 'results.csv').open() as file:
        wide, narrow, constant = csv.DictReader(file)
    assert (wide['mean'], wide['lowest'], wide['highest']) == ('41.5', '40', '43')
    assert (wide['parameters (M)'], wide['MACs (G)']) == ('2.35', '0.012')
    assert constant['mean'] == '8.5' and constant['parameters (M)'] == ''
    write_markdown(rows, 'Widths', 'mpii/Mean', tmp_path / 'results.md')
    lines = (tmp_path / 'results.md').read_text().splitlines()
    assert lines[0] == '# Widths'
    assert '| narrow | 30 | 30 | 30 | 1 | 2.35 | 0.012 | 100 | 200 |' in lines
