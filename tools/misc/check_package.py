"""Build wheel and sdist, and use the installed wheel outside of the checkout.

python tools/misc/check_package.py [--out dist]

The environment that the wheel is installed into sees the packages of this one, so that
nothing is downloaded.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import sysconfig
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONFIG = 'td-reg_poseur-tiny_2xb16-18e_synthetic-96x72'
PLACE = 'import poseur, poseur.deploy; print(poseur.__file__)'
WEIGHTS = f"""
import torch
from poseur.config import build_model, read_config
model = build_model(read_config({CONFIG!r}))
torch.save(dict(state_dict=model.state_dict()), 'random.pth')
"""


def run(*command: object, cwd: Path = ROOT) -> str:
    """Run a command without this checkout on its path, and return what it prints.

    Raises:
        SystemExit: If it fails, with its output.
    """
    words = [str(word) for word in command]
    print('+', *(' '.join(words).splitlines()[:1]), flush=True)
    env = {name: text for name, text in os.environ.items() if name != 'PYTHONPATH'}
    done = subprocess.run(
        words, cwd=cwd, env=env, capture_output=True, encoding='utf-8'
    )
    if done.returncode:
        raise SystemExit(f'{done.stdout}{done.stderr}\nfailed: {" ".join(words)}')
    return done.stdout


def build(out: Path) -> Path:
    """Build the sdist, and the wheel from it; return the wheel."""
    run(sys.executable, '-m', 'build', '--no-isolation', '--outdir', out)
    return max(out.glob('*.whl'), key=lambda path: path.stat().st_mtime)


def install(wheel: Path, folder: Path) -> Path:
    """Install the wheel into a new environment; return the folder of its programs."""
    venv.create(folder, with_pip=False, symlinks=True)
    library = next(folder.glob('lib/python*/site-packages'))
    outer = sysconfig.get_path('purelib')
    line = f'import site; site.addsitedir({outer!r})\n'
    (library / 'outer.pth').write_text(line, encoding='utf-8')
    python = folder / 'bin' / 'python'
    options = ('--no-index', '--no-deps', '--ignore-installed', wheel)
    run(python, '-m', 'pip', 'install', *options)
    return folder / 'bin'


def use(programs: Path, folder: Path) -> int:
    """Draw people, and find their poses with random weights; return their number."""
    poseur = programs / 'poseur'
    place = run(programs / 'python', '-c', PLACE, cwd=folder)
    if not Path(place.strip()).is_relative_to(programs.parent):
        raise SystemExit(f'poseur was imported from {place}')
    run(poseur, '--check', cwd=folder)
    sizes = ('--num-train', 1, '--num-val', 2, '--size', 160, 128)
    run(poseur, 'make-people', '--out', 'people', *sizes, cwd=folder)
    run(programs / 'python', '-c', WEIGHTS, cwd=folder)
    options = ('--whole-image', '--device', 'cpu', '--out-dir', 'out', '--save-json')
    run(poseur, 'infer', 'people/val', CONFIG, 'random.pth', *options, cwd=folder)
    paths = (folder / 'out').rglob('*.json')
    texts = (path.read_text(encoding='utf-8') for path in paths)
    return sum(len(json.loads(text)['annotations']) for text in texts)


def main() -> None:
    """Build, install and use the package."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--out', type=Path, default=ROOT / 'dist', help='of the files')
    wheel = build(parser.parse_args().out.resolve())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        programs = install(wheel, folder / 'environment')
        people = use(programs, folder)
    if people != 2:
        raise SystemExit(f'{people} people were found in 2 images of one person each')
    print(f'{wheel.name} works outside of the checkout.')


if __name__ == '__main__':
    main()
