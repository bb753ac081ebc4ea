"""Poseur: 2D pose estimation by direct keypoint regression with Transformers.

Importing the package checks the versions of its requirements and registers replacements
of modules that some of them lack (:mod:`poseur.compat.finder`). Neither step imports
torch. Both are skipped if no OpenMMLab package is installed, as :mod:`poseur.deploy`
needs none.
"""

from poseur.compat import finder, versions
from poseur.version import __version__

if versions.has_openmmlab():
    versions.check()
    finder.install()

__all__ = ['__version__']
