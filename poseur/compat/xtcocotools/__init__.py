"""Replacement of xtcocotools, on pycocotools, where its wheels do not exist or load.

:mod:`poseur.compat.finder` loads this package under the name ``xtcocotools``. It has
what mmpose and poseur use, with the same results to the last bit.
"""
