"""Text files are read and written in UTF-8 whatever the locale."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

METHODS = ('.open', '.read_text', '.write_text')
MODES = set('rwaxbt+')


def texts_without_encoding(path: Path) -> Iterator[int]:
    """Yield the lines of calls that leave the encoding to the locale."""
    for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
        if not isinstance(node, ast.Call):
            continue
        words = {keyword.arg for keyword in node.keywords}
        decodes = _opens_text(node) or {'text', 'universal_newlines'} & words
        if decodes and 'encoding' not in words:
            yield node.lineno


def _opens_text(call: ast.Call) -> bool:
    """Return whether a call is ``open`` or a method of paths, not in binary mode."""
    name = ast.unparse(call.func)
    if name == 'os.open' or not (name == 'open' or name.endswith(METHODS)):
        return False
    values = [getattr(each, 'value', None) for each in call.args]
    modes = [each for each in values if isinstance(each, str) and set(each) <= MODES]
    return not any('b' in mode for mode in modes)


def test_every_text_file_has_an_encoding(repo_root: Path) -> None:
    files = [
        p for part in ('poseur', 'tools') for p in (repo_root / part).rglob('*.py')
    ]
    found = [
        f'{file}:{line}' for file in files for line in texts_without_encoding(file)
    ]
    assert len(files) > 250 and found == []


def test_calls_that_are_found(tmp_path: Path) -> None:
    path = tmp_path / 'a.py'
    path.write_text(
        "open('a')\np.open('w')\np.read_text()\np.write_text(x)\nrun(c, text=True)\n"
        "open('a', 'rb')\np.open('wb')\nos.open(a, 0)\n"
        "p.read_text(encoding='utf-8')\nwrite_text(a)\n",
        encoding='utf-8',
    )
    assert list(texts_without_encoding(path)) == [1, 2, 3, 4, 5]
