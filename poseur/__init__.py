"""Poseur: 2D pose estimation by direct keypoint regression with Transformers.

Importing the package provides mmcv's operators where mmcv comes without compiled ones,
and has the versions of the requirements checked before OpenMMLab is imported. Neither
step imports torch. Both are skipped if no OpenMMLab package is installed, as
:mod:`poseur.deploy` needs none.
"""

from poseur.compat import guard, mmcv_ext, versions
from poseur.version import __version__

if versions.has_openmmlab():
    guard.install()
    mmcv_ext.install()

__all__ = ['__version__']
