"""Make deliberate errors in poseur, one by one, and see whether a test fails.

    python -m tests.mutation --seed 0 --count 100

draws errors from the whole package before any of them is tried. For each it runs the
tests of its module, those of its package, those that name anything that its module
defines, and with ``--thorough`` all others. It works on a copy of the repository,
prints each error with the test that saw it, and ends with the share that was seen.
``--only N`` tries a single one.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import multiprocessing
import os
import random
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from .mutants import Mutant, mutants_of

REPO_ROOT = Path(__file__).resolve().parents[2]
LIMIT = 3600  # seconds; an error may end in an endless loop
SLOW_IMPORTS = (
    'torch torchvision mmengine mmcv.utils cv2 scipy.optimize matplotlib.pyplot'
)


def draw(seed: int, count: int) -> list[Mutant]:
    """Draw errors from all modules of the package."""
    paths = sorted((REPO_ROOT / 'poseur').rglob('*.py'))
    every = [
        mutant
        for path in paths
        for mutant in mutants_of(path.relative_to(REPO_ROOT), path.read_bytes())
    ]
    return random.Random(seed).sample(every, count)


def tests_of(module: Path, thorough: bool) -> Iterator[list[str]]:
    """Yield the tests that could see an error, in steps, the quickest ones first.

    Args:
        module: File of the package, relative to the repository.
        thorough: Whether to end with all tests.
    """
    folder = Path('tests', *module.parts[1:-1])
    own = folder / f'test_{module.stem}.py'
    if (REPO_ROOT / own).is_file():
        yield [str(own)]
    while not (REPO_ROOT / folder).is_dir():
        folder = folder.parent
    groups = [users_of(module), [str(folder)] * (folder != Path('tests'))]
    for speed in ('not slow', 'slow'):
        for group in filter(None, groups):
            yield ['-m', speed, *group]
    if thorough:
        yield ['tests']


def users_of(module: Path) -> list[str]:
    """Return the tests that name a module or something public of it, best first."""
    tree = ast.parse((REPO_ROOT / module).read_bytes())
    definitions = (ast.ClassDef, ast.FunctionDef)
    names = [node.name for node in tree.body if isinstance(node, definitions)]
    public = [name for name in names if not name.startswith('_') and name != 'main']
    dotted = '.'.join(module.with_suffix('').parts).removesuffix('.__init__')
    any_name = re.compile(rf'\b({"|".join(map(re.escape, [dotted, *public]))})\b')
    uses = {
        str(path.relative_to(REPO_ROOT)): len(
            any_name.findall(path.read_text(encoding='utf-8'))
        )
        for path in sorted((REPO_ROOT / 'tests').rglob('test_*.py'))
    }
    return sorted(filter(uses.get, uses), key=lambda path: -uses[path])


def run_pytest(arguments: list[str], folder: Path, output: Path) -> None:
    """Run tests of a copy of the repository in this process, and end it."""
    for name in [each for each in sys.modules if each.partition('.')[0] == 'tests']:
        del sys.modules[name]
    here = {'', str(REPO_ROOT)}
    sys.path[:] = [str(folder), *(each for each in sys.path if each not in here)]
    os.environ.update(PYTHONPATH=str(folder), OMP_NUM_THREADS='1')
    os.chdir(folder)
    os.setpgid(0, 0)
    with output.open('wb') as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    words = ['-x', '-q', '--no-header', '--tb=no', '-p', 'no:cacheprovider']
    code = pytest.main([*words, *arguments])
    sys.stdout.flush()
    os._exit(code)


def first_failure(arguments: list[str], folder: Path) -> str | None:
    """Run tests up to the first failure, and return its name.

    They run in a fork of this process, which has loaded the libraries.
    """
    output = folder / 'pytest.out'
    process = multiprocessing.get_context('fork').Process(
        target=run_pytest, args=(arguments, folder, output)
    )
    process.start()
    assert process.pid is not None
    process.join(LIMIT)
    ended = process.exitcode is not None
    with suppress(ProcessLookupError):  # what tests have left running, too
        os.killpg(process.pid, signal.SIGKILL)
    process.join()
    if not ended:
        return f'no end within {LIMIT} s'
    if process.exitcode in (0, 5):  # passed, or no tests
        return None
    text = output.read_text(encoding='utf-8', errors='replace')
    failed = re.search(r'^(?:FAILED|ERROR) (\S+)', text, re.M)
    return failed[1] if failed else f'exit status {process.exitcode}'


def try_mutant(mutant: Mutant, folder: Path, thorough: bool) -> str | None:
    """Make one error in a copy of the repository, and return the test that sees it."""
    path = folder / mutant.path
    source = path.read_bytes()
    path.write_bytes(mutant.apply(source))
    try:
        for tests in tests_of(mutant.path, thorough):
            failure = first_failure(tests, folder)
            if failure:
                return failure
        return None
    finally:
        path.write_bytes(source)


def main() -> None:
    """Try errors, and print what saw them."""
    parser = argparse.ArgumentParser(description='Try deliberate errors on the tests')
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--count', type=int, default=100)
    parser.add_argument('--only', type=int, nargs='+', help='numbers, from 1')
    parser.add_argument('--thorough', action='store_true', help='run all tests')
    parser.add_argument('--list', action='store_true', help='print the errors only')
    args = parser.parse_args()
    chosen = list(enumerate(draw(args.seed, args.count), 1))
    if args.only:
        chosen = [pair for pair in chosen if pair[0] in args.only]
    if args.list:
        print('\n'.join(f'{number:4d} {mutant}' for number, mutant in chosen))
        return
    for name in SLOW_IMPORTS.split():  # once, not for each error
        importlib.import_module(name)
    seen = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, 'repository')
        skipped = shutil.ignore_patterns(
            '.git', '.venv', 'work_dirs', 'data', '.*_cache'
        )
        shutil.copytree(REPO_ROOT, folder, ignore=skipped)
        for number, mutant in chosen:
            failure = try_mutant(mutant, folder, args.thorough)
            seen += failure is not None
            print(f'{number:4d} {mutant}\n     {failure or "SURVIVED"}', flush=True)
    print(f'{seen} of {len(chosen)} errors were seen')


if __name__ == '__main__':
    main()
