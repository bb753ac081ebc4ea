"""Tables of results as text."""

from __future__ import annotations

import csv
from pathlib import Path

from poseur.analysis.table import markdown, write_csv

ROWS = [
    {'name': 'elbow', 'count': 12, 'error': 1.23456, 'shown': '0.50'},
    {'name': 'wrist', 'count': 7, 'error': float('nan'), 'shown': ''},
]


def test_numbers_are_rounded_and_to_the_right() -> None:
    assert markdown(ROWS, digits=2).split('\n') == [
        '| name | count | error | shown |',
        '| --- | ---: | ---: | --- |',
        '| elbow | 12 | 1.23 | 0.50 |',
        '| wrist | 7 | - |  |',
    ]


def test_csv_is_not_rounded(tmp_path: Path) -> None:
    write_csv(ROWS, tmp_path / 'rows.csv')
    with (tmp_path / 'rows.csv').open(newline='') as file:
        elbow, wrist = csv.DictReader(file)
    assert list(elbow.values()) == ['elbow', '12', '1.23456', '0.50']
    assert wrist['error'] == 'nan'


def test_no_rows(tmp_path: Path) -> None:
    assert markdown([]) == 'There are no results.'
    write_csv([], tmp_path / 'rows.csv')
    assert (tmp_path / 'rows.csv').read_text().strip() == ''
