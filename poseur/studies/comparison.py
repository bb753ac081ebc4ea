"""Rows of a study's table, and how much they differ from the row of reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import mean, median

from poseur.evaluation.bootstrap import Difference

from .person_counts import difference_interval
from .records import RunRecord


@dataclass(frozen=True)
class Row:
    """Results of all finished seeds of one name.

    Attributes:
        name: Name of the runs.
        scores: The metric of each seed.
        parameters: Parameters at test time, without flows; None for constants.
        macs: Multiply-adds per crop.
        train_speed: Training images per second, median of the seeds.
        test_speed: Test images per second with the config's test-time options, median
            of the seeds.
        also: Further metrics, mean over the seeds.
        differences: Differences to the reference by metric; None in its own row. Empty
            for a study without reference.
    """

    name: str
    scores: tuple[float, ...]
    parameters: int | None = None
    macs: int | None = None
    train_speed: float | None = None
    test_speed: float | None = None
    also: Mapping[str, float] = field(default_factory=dict)
    differences: Mapping[str, Difference | None] = field(default_factory=dict)

    def cells(self) -> dict[str, str]:
        """Return the row as text by column. Unknown values are empty."""
        numbers = {
            'parameters (M)': (self.parameters, 1e6, '.2f'),
            'MACs (G)': (self.macs, 1e9, '.3f'),
            'training images/s': (self.train_speed, 1, '.0f'),
            'test images/s': (self.test_speed, 1, '.0f'),
        }
        comparisons = {
            f'{short_name(metric)} - reference': str(difference or '')
            for metric, difference in self.differences.items()
        }
        return {
            'model': self.name,
            'mean': f'{mean(self.scores):.4g}',
            'lowest': f'{min(self.scores):.4g}',
            'highest': f'{max(self.scores):.4g}',
            'seeds': str(len(self.scores)),
            **{short_name(key): f'{value:.4g}' for key, value in self.also.items()},
            **comparisons,
        } | {
            column: '' if value is None else format(value / unit, form)
            for column, (value, unit, form) in numbers.items()
        }


def short_name(metric: str) -> str:
    """Return a metric's name without the prefix of its evaluator."""
    return metric.split('/')[-1]


def make_rows(records: Iterable[RunRecord], metric: str, *also: str) -> list[Row]:
    """Group the records by name, in the order of the study.

    Args:
        records: Records of finished runs.
        metric: Metric of the study.
        *also: Further metrics.

    Raises:
        StudyError: If a run did not measure a metric.
    """
    return [
        Row(
            name,
            tuple(record.score(metric) for record in group),
            group[0].parameters,
            group[0].macs,
            median(record.train_images_per_second for record in group),
            median(record.test_images_per_second for record in group),
            {key: mean(record.score(key) for record in group) for key in also},
        )
        for name, group in by_name(records).items()
    ]


def compare_rows(
    rows: Sequence[Row], records: Iterable[RunRecord], metric: str, reference: str
) -> list[Row]:
    """Add the differences to the row of reference.

    Args:
        rows: Rows of all records, and rows without records.
        records: Records of finished runs.
        metric: Metric of the study. Further ones are those of the rows.
        reference: Name of the row that the others are compared with. If it is not
            among the rows, nothing is added.
    """
    groups = by_name(records)
    means = {row.name: {metric: mean(row.scores), **row.also} for row in rows}
    if reference not in means:
        return list(rows)
    people = {name: [each.people for each in group] for name, group in groups.items()}

    def differences(name: str) -> dict[str, Difference | None]:
        if name == reference:
            return dict.fromkeys(means[name])
        return {
            key: Difference(
                value - means[reference][key],
                difference_interval(people.get(name, [None]), people[reference], key),
            )
            for key, value in means[name].items()
        }

    return [replace(row, differences=differences(row.name)) for row in rows]


def by_name(records: Iterable[RunRecord]) -> dict[str, list[RunRecord]]:
    """Return the records of each name, which differ in their seed."""
    groups: dict[str, list[RunRecord]] = {}
    for record in records:
        groups.setdefault(record.name, []).append(record)
    return groups
