"""Rows of the table, and their differences to the reference."""

from __future__ import annotations

import pytest

from poseur.studies import PersonCounts, Row, StudyError, compare_rows, make_rows

METRICS = ('mpii/PCKh@0.5', 'mpii/PCKh@0.1')


def test_seeds_of_a_name_share_a_row(records):
    wide, narrow = make_rows(records, 'coco/AP')
    assert (wide.name, wide.scores) == ('wide', (40.0, 43.0, 41.5))
    assert (wide.train_speed, wide.test_speed) == (12.0, 24.0)  # medians
    assert narrow.scores == (30.0,)


def test_a_metric_that_was_not_measured_is_refused(records):
    with pytest.raises(StudyError, match='coco/AP, coco/AR, but not coco/AP50'):
        make_rows(records, 'coco/AP50')


def measured(make_record, name: str, *found: int):
    """A record of two people with 10 joints each; at 0.1 one joint less is found."""
    near = tuple(each - 1 for each in found)
    counts = dict(zip(METRICS, (found, near), strict=True))
    metrics = {metric: 100 * sum(each) / 20 for metric, each in counts.items()}
    people = PersonCounts((10, 10), counts)
    return make_record(name, 0.0, metrics=metrics, people=people)


def test_further_metrics_are_means_over_the_seeds(make_record):
    records = [measured(make_record, 'a', 4, 6), measured(make_record, 'a', 6, 8)]
    (row,) = make_rows(records, *METRICS)
    assert row.scores == (50.0, 70.0)
    assert row.also == {'mpii/PCKh@0.1': 50.0}
    assert row.cells()['PCKh@0.1'] == '50'


def test_differences_to_the_reference_with_intervals(make_record):
    records = [
        measured(make_record, 'base', 4, 6),
        measured(make_record, 'better', 6, 8),
        measured(make_record, 'mixed', 5, 5),
        measured(make_record, 'mixed', 5, 5),
        make_record('old', 0.0, metrics=dict.fromkeys(METRICS, 47.5)),
    ]
    constant = Row('constant', (10.0,), also={'mpii/PCKh@0.1': 1.0})
    rows = [*make_rows(records, *METRICS), constant]
    rows = compare_rows(rows, records, METRICS[0], 'base')
    cells = {row.name: row.cells() for row in rows}
    half = {name: row['PCKh@0.5 - reference'] for name, row in cells.items()}
    assert half == {
        'base': '',
        'better': '+20 [+20, +20]',
        'mixed': '+0 [-10, +10]',
        'old': '-2.5',
        'constant': '-40',
    }
    assert cells['old']['PCKh@0.1 - reference'] == '+7.5'
    assert len({tuple(row) for row in cells.values()}) == 1  # the same columns


def test_without_the_row_of_reference_there_are_no_differences(make_record):
    rows = make_rows([measured(make_record, 'a', 4, 6)], *METRICS)
    assert compare_rows(rows, [], METRICS[0], 'not finished') == rows
