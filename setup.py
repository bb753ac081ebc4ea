"""Packages of the distribution; all metadata is in pyproject.toml.

Two things pyproject.toml cannot say: ``configs/`` of the checkout is ``poseur/configs``
of the installed package, and ``poseur/compat/finder.pth`` goes beside the package,
where Python runs it at every start.
"""

from pathlib import Path
from zipfile import ZipFile

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py
from setuptools.command.editable_wheel import editable_wheel

SOURCE = Path(__file__).parent / 'poseur' / 'compat' / 'finder.pth'
TARGET = 'poseur_finder.pth'


class BuildWithFinder(build_py):
    """Puts the file into the top folder of a wheel."""

    def run(self):
        """Build the package."""
        super().run()
        if not self.editable_mode:
            self.copy_file(str(SOURCE), str(Path(self.build_lib, TARGET)))

    def get_outputs(self, include_bytecode=True):
        """List all files, for an installation that keeps a record of them."""
        own = [] if self.editable_mode else [str(Path(self.build_lib, TARGET))]
        return super().get_outputs(include_bytecode) + own


class EditableWithFinder(editable_wheel):
    """Puts the file into the wheel of an editable installation."""

    def run(self):
        """Build the wheel."""
        super().run()
        (wheel,) = Path(self.dist_dir).glob('*.whl')
        with ZipFile(wheel, 'a') as file:
            file.write(SOURCE, TARGET)


setup(
    packages=[*find_packages(include=['poseur', 'poseur.*']), 'poseur.configs'],
    package_dir={'poseur.configs': 'configs'},
    package_data={
        'poseur': ['py.typed', 'compat/finder.pth', 'zoo/models/*/*'],
        'poseur.configs': ['**/*.py', '**/*.yml', '**/*.md'],
    },
    include_package_data=False,
    cmdclass={'build_py': BuildWithFinder, 'editable_wheel': EditableWithFinder},
)
