"""Poseur: 2D pose estimation by direct keypoint regression with Transformers.

Importing the package checks the versions of its requirements and, where mmcv comes
without compiled operators, provides them. Neither step imports torch. Both are skipped
if no OpenMMLab package is installed, as :mod:`poseur.deploy` needs none.
"""

from poseur.compat import mmcv_ext, versions
from poseur.version import __version__

if versions.has_openmmlab():
    versions.check()
    mmcv_ext.install()

__all__ = ['__version__']
