"""Frames of a video in annotation files of several tools."""

from __future__ import annotations

import pytest

from poseur.structures.frame_numbers import first_frame, frame_numbers, videos_of


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


@pytest.mark.parametrize(
    ('names', 'groups'),
    [
        (['a/1.png', 'a/2.png', 'b/1.png'], {'a': {1: [0], 2: [1]}, 'b': {1: [2]}}),
        (['a_01.png', 'b_01.png'], {'a_': {1: [0]}, 'b_': {1: [1]}}),
        (['000000.png', '000001.png'], {'.': {0: [0], 1: [1]}}),
        (['a.png', 'b.png'], {'.': {0: [0], 1: [1]}}),
        (['c_1.mp4'] * 2 + ['c_2.mp4'] * 2, {'c_1.mp4': {}, 'c_2.mp4': {}}),
    ],
)
def test_images_are_divided_into_videos(names: list, groups: dict) -> None:
    images = [dict(id=i, file_name=name) for i, name in enumerate(names)]
    videos = videos_of(images)
    assert [video.name for video in videos] == list(groups)
    for video in videos:
        assert not groups[video.name] or video.ids == groups[video.name]


@pytest.mark.parametrize(
    ('name', 'video', 'same'),
    [
        ('clip/frame_', 'x/clip.mp4', True),
        ('clip.mp4', 'clip.mp4', True),
        ('clip.mov', 'clip.mp4', True),
        ('clip_', 'clip.mp4', True),
        ('my.clip/frame_', 'my.clip.mp4', True),
        ('clip', 'clip2.mp4', False),
        ('.', 'clip.mp4', False),
    ],
)
def test_a_video_by_its_name(name: str, video: str, same: bool) -> None:
    (frames,) = videos_of(
        [dict(id=1, file_name='x', video_id=2)], [dict(id=2, name=name)]
    )
    assert frames.is_of(video) is same
