"""Poseur: human pose estimation by direct regression with a transformer.

Importing the package checks the versions of the packages it stands on and
registers a provider for mmcv's operators. Neither step imports torch, and both are
left out beside :mod:`poseur.deploy` alone, where there is no OpenMMLab package.
"""

from poseur.compat import mmcv_ext
from poseur.compat import versions as stack
from poseur.version import __version__

if stack.has_openmmlab():
    stack.check()
    mmcv_ext.install()

__all__ = ['__version__']
