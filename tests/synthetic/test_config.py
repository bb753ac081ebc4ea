"""Options out of range are refused by name."""

from __future__ import annotations

import pytest

from poseur.synthetic import SyntheticPeopleConfig


@pytest.mark.parametrize(
    'options',
    [
        dict(width=20),
        dict(height=5000),
        dict(people_weights=()),
        dict(people_weights=(1.0, -1.0)),
        dict(person_height=(0.9, 0.5)),
        dict(truncation=1.5),
        dict(jpeg_quality=0),
    ],
)
def test_bad_options_are_named(options):
    with pytest.raises(ValueError, match=next(iter(options))):
        SyntheticPeopleConfig(**options)


def test_the_share_is_checked():
    with pytest.raises(ValueError, match='empty=1.2'):
        SyntheticPeopleConfig(empty=1.2)
