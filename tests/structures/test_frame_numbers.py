"""Frames of a video in annotation files of several tools."""

from __future__ import annotations

import pytest

from poseur.structures.frame_numbers import first_frame, frame_numbers


@pytest.mark.parametrize(
    ('images', 'expected'),
    [
        (
            [
                dict(id=1, file_name='frame_000000.PNG'),
                dict(id=2, file_name='frame_000007.PNG'),
            ],
            {1: 0, 2: 7},
        ),
        (
            [
                dict(id=5, file_name='clip_2.mp4', frame_index=0),
                dict(id=6, file_name='clip_2.mp4', frame_index=1),
            ],
            {5: 0, 6: 1},
        ),
        ([dict(id=3, file_name='a'), dict(id=4, file_name='b')], {3: 3, 4: 4}),
        (
            [dict(id=0, file_name='c_1.mp4'), dict(id=1, file_name='c_1.mp4')],
            {0: 0, 1: 1},
        ),
        ([dict(id='x', file_name='a')], {}),
        ([], {}),
    ],
)
def test_index_then_name_then_id(images: list, expected: dict) -> None:
    assert frame_numbers(images) == expected


@pytest.mark.parametrize(
    ('numbers', 'num_frames', 'first'),
    [
        ([0, 1, 2], 3, 0),
        ([1, 2, 3], 3, 1),
        ([3], 3, 1),
        ([1, 2], 3, 0),
        ([0, 3], 3, 0),
        ([1, 2], None, 0),
        ([], 3, 0),
    ],
)
def test_numbers_that_no_frame_has_are_counted_from_one(
    numbers: list, num_frames: int | None, first: int
) -> None:
    assert first_frame(numbers, num_frames) == first
