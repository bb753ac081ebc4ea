"""``--cfg-options`` on the command line."""

from __future__ import annotations

import ast
from argparse import Action, ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

OPENING = {'[': ']', '(': ')'}
QUOTES = ('"', "'")
WORDS = {'true': True, 'false': False}


def add_config_options(parser: ArgumentParser) -> None:
    """Add ``--cfg-options`` to the arguments of a command."""
    parser.add_argument(
        '--cfg-options',
        nargs='+',
        action=ConfigOptions,
        default={},
        metavar='KEY=VALUE',
        help='change settings of the config: key=value for an existing key (dotted; '
        'items of lists by index, as in train_dataloader.dataset.pipeline.2.prob=0.5), '
        '+key=value to add a new key to a dictionary. Lists are written '
        'key="[a,b]", and dictionaries, which replace the existing value, '
        'key="dict(a=1)"; quote values with blanks, too',
    )


class ConfigOptions(Action):
    """Action that collects ``KEY=VALUE`` words, like mmengine's ``DictAction``.

    A value may also be a dictionary, or a list of them, written as in a config file:
    ``model.test_cfg.keypoint_score="dict(type='none')"``.
    """

    def __call__(
        self,
        parser: ArgumentParser,
        namespace: Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        """Add the words to those given before; exit with a message if one is wrong."""
        options = dict(getattr(namespace, self.dest) or {})
        for word in values or ():
            key, separator, value = word.partition('=')
            if not (key and separator):
                parser.error(
                    f'{option_string} {word}: write KEY=VALUE, in quotes if the value '
                    'has blanks'
                )
            try:
                options[key] = parse_value(value)
            except (SyntaxError, ValueError, RecursionError):
                parser.error(
                    f'{option_string} {word}: {value!r} cannot be read. Write lists '
                    'as key="[a,b]" and dictionaries as key="dict(a=1, b=\'c\')"'
                )
        setattr(namespace, self.dest, options)


def parse_value(text: str) -> object:
    """Parse a value; strings need no quotes outside of dictionaries.

    Lists and tuples have brackets, or are numbers between commas. Commas and blanks of
    other values, such as paths, are kept.

    Raises:
        ValueError: If a dictionary holds more than plain values.
        SyntaxError: If brackets or quotes do not match.
    """
    text = text.strip()
    if text.lstrip('([ ').startswith(('dict(', '{')):
        return _literal(ast.parse(text, mode='eval').body)
    if len(text) > 1 and text[0] == text[-1] and text[0] in QUOTES:
        inside = text[1:-1]
        return parse_value(inside) if inside[:1] in OPENING else inside
    if text[:1] in OPENING and text[-1] == OPENING[text[0]]:
        items = [parse_value(item) for item in _split(text[1:-1])]
        return tuple(items) if text[0] == '(' else items
    if text.startswith('['):
        raise SyntaxError('the bracket is not closed')
    if ',' in text:
        numbers = [_scalar(part) for part in text.split(',')]
        return text if any(isinstance(each, str) for each in numbers) else numbers
    return _scalar(text)


def _scalar(text: str) -> object:
    """Return the number, truth value or None that a text is, or else the text."""
    for number in (int, float):
        with suppress(ValueError):
            return number(text)
    return None if text == 'None' else WORDS.get(text.lower(), text)


def _split(text: str) -> list[str]:
    """Split the inside of brackets at the commas that are not in further brackets.

    Raises:
        SyntaxError: If brackets do not match.
    """
    parts, depth = [''], 0
    for char in text:
        depth += (char in OPENING) - (char in OPENING.values())
        if depth < 0:
            break
        if char == ',' and not depth:
            parts.append('')
        else:
            parts[-1] += char
    if depth:
        raise SyntaxError('brackets do not match')
    return parts if parts[-1].strip() else parts[:-1]


def _literal(node: ast.expr) -> object:
    """Evaluate an expression of literals and ``dict(...)`` without executing code."""
    if isinstance(node, ast.List):
        return [_literal(item) for item in node.elts]
    if isinstance(node, ast.Tuple):
        return tuple(_literal(item) for item in node.elts)
    if isinstance(node, ast.Dict):
        keys = [key for key in node.keys if key is not None]
        if len(keys) == len(node.keys):  # no ** of another dictionary
            pairs = zip(keys, node.values, strict=True)
            return {_literal(key): _literal(value) for key, value in pairs}
    if isinstance(node, ast.Call) and not node.args:
        names = [keyword.arg for keyword in node.keywords]
        if getattr(node.func, 'id', '') == 'dict' and None not in names:
            return {word.arg: _literal(word.value) for word in node.keywords}
    return ast.literal_eval(node)
