"""Several files in COCO's format as one, with one class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .demands import Demands
from .gate import check_annotations
from .report import OTHER, AnnotationError

CATEGORY_ID = 1


@dataclass
class Merger:
    """Files in COCO's format that become one.

    Images and annotations get new ids from 1, and all objects with keypoints one
    category. The name of the file that an entry is from stays in a field of images and
    annotations, so that an evaluator can be restricted to it.

    Args:
        category: Name of the class of all.
        source_field: Field of the name of the file.

    Attributes:
        content: The file so far.
        dropped: Entries that are not used, by reason.
    """

    category: str
    source_field: str = 'source'
    content: dict[str, Any] = field(
        default_factory=lambda: dict(info={}, images=[], annotations=[], categories=[])
    )
    dropped: Counter[str] = field(default_factory=Counter)

    def add(
        self, name: str, content: Mapping[str, Any], path: str, folder: str = ''
    ) -> None:
        """Add a file.

        Args:
            name: Its name, the value of ``source_field``.
            content: The parsed file.
            path: The file, for messages.
            folder: What comes before the names of its images, such as ``horse/``.

        Raises:
            AnnotationError: If it has faults, other keypoints than the files before or
                an image of theirs.
        """
        demands = Demands(areas=True, categories=True)
        checked = check_annotations(content, demands, path)
        checked.report.raise_faults()
        self._add_category(content, checked.people, path)
        ids = self._add_images(name, content['images'], path, folder)
        annotations = self.content['annotations']
        for each in content['annotations']:
            if each['category_id'] not in checked.people:
                self.dropped[OTHER] += 1
                continue
            new = dict(id=len(annotations) + 1, image_id=ids[each['image_id']])
            own = {'category_id': CATEGORY_ID, self.source_field: name}
            annotations.append({**each, **new, **own})
        origin = {key: content[key] for key in ('info', 'licenses') if key in content}
        self.content['info'].setdefault('merged', {})[name] = origin

    def _add_category(
        self, content: Mapping[str, Any], people: frozenset[int], path: str
    ) -> None:
        """Take the keypoints of the only category with keypoints, or compare them."""
        unused = [each for each in content['categories'] if each['id'] not in people]
        self.dropped['categories without keypoints'] += len(unused)
        own = next((c for c in content['categories'] if c['id'] in people), None)
        if own is None:
            raise AnnotationError(
                f'{path} has no category with keypoints. Merge files of keypoints.'
            )
        kept = {k: own[k] for k in ('keypoints', 'skeleton') if k in own}
        category = dict(id=CATEGORY_ID, name=self.category, **kept)
        first = (self.content['categories'] or [category])[0]
        if category.get('keypoints') != first.get('keypoints'):
            raise AnnotationError(
                f'{path} has the keypoints {category.get("keypoints")}, the files '
                f'before it {first.get("keypoints")}. Merge files with the same '
                'keypoints in the same order.'
            )
        self.content['categories'] = [first]

    def _add_images(
        self, name: str, images: list[dict], path: str, folder: str
    ) -> dict[int, int]:
        """Add images and return their new ids by the old ones."""
        merged = self.content['images']
        known = {each['file_name'] for each in merged}
        ids = {}
        for each in images:
            file_name = folder + each['file_name']
            if file_name in known:
                raise AnnotationError(
                    f'{path} has the image {file_name!r}, which a file before it has '
                    'too. Merge each picture once; if they are different pictures in '
                    'different folders, give the folder that holds these.'
                )
            ids[each['id']] = len(merged) + 1
            new = dict(id=len(merged) + 1, file_name=file_name)
            merged.append({**each, **new, self.source_field: name})
        return ids
