"""Links and paths in the Markdown pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(
    path
    for folder in (ROOT, ROOT / 'docs', ROOT / 'configs', ROOT / 'tests')
    for path in (folder.glob('*.md') if folder == ROOT else folder.rglob('*.md'))
)
LINK = re.compile(r'\]\(([^)#]+)(?:#[^)]*)?\)')
#: Paths of the repository in running text, code and commands, no placeholders.
NAMED = re.compile(r'(?<![\w/.])((?:poseur|tools|configs)/(?!\S*CONFIG)[\w./-]+)')
#: Names former paths, too.
CHANGES = ROOT / 'CHANGELOG.md'


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize('page', PAGES, ids=name_of)
def test_links_lead_to_files(page: Path) -> None:
    targets = [link for link in LINK.findall(page.read_text()) if '://' not in link]
    missing = [link for link in targets if not (page.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize('page', [p for p in PAGES if p != CHANGES], ids=name_of)
def test_named_files_exist(page: Path) -> None:
    named = {path.rstrip('./') for path in NAMED.findall(page.read_text())}
    missing = sorted(path for path in named if not exists(path))
    assert missing == []


def exists(path: str) -> bool:
    """Whether a file or folder exists; the path of a module may lack its ending."""
    return any((ROOT / f'{path}{ending}').exists() for ending in ('', '.py'))


@pytest.mark.parametrize('page', PAGES, ids=name_of)
def test_code_is_fenced(page: Path) -> None:
    text = re.sub(r'^```.*?^```', '', page.read_text(), flags=re.DOTALL | re.MULTILINE)
    indented = [
        line
        for before, line in zip(
            ['', *text.splitlines()], text.splitlines(), strict=False
        )
        if line.startswith('    ') and not before.strip()
    ]
    assert indented == []
