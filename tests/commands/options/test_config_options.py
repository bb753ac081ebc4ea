"""Words behind ``--cfg-options``."""

from __future__ import annotations

import argparse

import pytest

from poseur.commands.options.config_options import ConfigOptions


def parse(*words: str) -> dict:
    parser = argparse.ArgumentParser()
    parser.add_argument('--cfg-options', nargs='+', action=ConfigOptions, default={})
    return parser.parse_args(['--cfg-options', *words]).cfg_options


@pytest.mark.parametrize(
    ('text', 'value'),
    [
        ('3', 3),
        ('1e-3', 0.001),
        ('true', True),
        ('None', None),
        ('data/a=b', 'data/a=b'),
        ('[1,2]', [1, 2]),
        ('[(0,1),a]', [(0, 1), 'a']),
        ('[ 1, 2 ]', [1, 2]),
        ('1,2.5', [1, 2.5]),
        ('[a b, (c,), []]', ['a b', ('c',), []]),
        ('"[1,2]"', [1, 2]),
        ('/data/my data', '/data/my data'),
        ('/data/a,b.jpg', '/data/a,b.jpg'),
        ("'/data/it (old)'", '/data/it (old)'),
        ('(old) data/(x) y', '(old) data/(x) y'),
        ('"3"', '3'),
        ('', ''),
        ("dict(type='none')", {'type': 'none'}),
        ('dict(a=(1, 2), b=dict(c=-0.5))', {'a': (1, 2), 'b': {'c': -0.5}}),
        ("[dict(type='A'), {'b': True}]", [{'type': 'A'}, {'b': True}]),
    ],
)
def test_values(text: str, value: object) -> None:
    parsed = parse(f'a.b={text}')['a.b']
    assert parsed == value
    assert type(parsed) is type(value)


@pytest.mark.parametrize(
    'word',
    [
        'a',
        '=3',
        'a=dict(type=none)',
        'a=dict(b=open("x"))',
        'a=dict(**b)',
        'a=[1,2',
        'a=[1,(2]',
        'a=[1]]',
    ],
)
def test_words_that_cannot_be_read(word: str, capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(SystemExit):
        parse(word)
    assert f'--cfg-options {word}: ' in capsys.readouterr().err
