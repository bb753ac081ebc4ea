"""Packages of the distribution; all metadata is in pyproject.toml.

``configs/`` of the checkout is ``poseur/configs`` of the installed package, which
pyproject.toml cannot say.
"""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=['poseur', 'poseur.*']), 'poseur.configs'],
    package_dir={'poseur.configs': 'configs'},
    package_data={
        'poseur': ['py.typed', 'zoo/models/*/*'],
        'poseur.configs': ['**/*.py', '**/*.yml', '**/*.md'],
    },
    include_package_data=False,
)
