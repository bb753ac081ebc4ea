"""Packaging; `pip install -e .` installs poseur from this checkout.

mmpose needs a command of its own: `pip install --no-deps -r
requirements/no_deps.txt` (requirements.txt says why).
"""

from pathlib import Path

from setuptools import find_packages, setup

ROOT = Path(__file__).parent


def read_requirements(name: str) -> list[str]:
    """The requirements in a file, without comments and blank lines."""
    lines = (ROOT / name).read_text().splitlines()
    return [line for line in lines if line and not line.startswith('#')]


def read_version() -> str:
    """The version of the package, read without importing it."""
    scope: dict[str, str] = {}
    exec((ROOT / 'poseur' / 'version.py').read_text(), scope)
    return scope['__version__']


setup(
    name='poseur',
    version=read_version(),
    description='Direct human pose regression with transformers (ECCV 2022)',
    license='Apache-2.0',
    packages=find_packages(include=['poseur', 'poseur.*']),
    python_requires='>=3.10,<3.13',
    install_requires=read_requirements('requirements.txt'),
    extras_require={
        name: read_requirements(f'requirements/{name}.txt')
        for name in ('dev', 'deploy')
    },
)
