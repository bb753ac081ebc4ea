"""Poseur: 2D pose estimation by direct keypoint regression with Transformers.

Importing the package registers replacements of modules that its requirements lack
(:mod:`poseur.compat.finder`), and has the versions of the requirements checked before
OpenMMLab is imported. Neither step imports torch. Both are skipped if no OpenMMLab
package is installed, as :mod:`poseur.deploy` needs none.
"""

from poseur.compat import finder, guard, versions
from poseur.version import __version__

if versions.has_openmmlab():
    guard.install()
    finder.install()

__all__ = ['__version__']
