"""Surfaces of people: meshes of the body, its clothes and a seat."""

from .figure import person_mesh
from .mesh import PART_INDEX, PARTS, Mesh

__all__ = ['PARTS', 'PART_INDEX', 'Mesh', 'person_mesh']
