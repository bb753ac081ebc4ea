"""Results as COCO files, one for each input."""

from __future__ import annotations

import json
import os
from pathlib import Path

from poseur.structures import PoseResult


class CocoWriter:
    """Writes ``images``, ``annotations`` and ``categories`` while results come in.

    People go to the disk at once; the file gets its name when it is complete. Images
    have the number in their name as their id, as in COCO (else 0); frames of a video
    have their number.

    Args:
        path: The file to write.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.partial = path.with_name(f'.{path.name}.part')
        self.file = self.partial.open('w')
        self.file.write('{"annotations": [')
        self.images: list[str] = []
        self.categories: list[dict] = []
        self.num_people = 0

    def write(self, result: PoseResult) -> None:
        """Add the people of an image or frame."""
        image_id = image_id_of(result)
        width, height = result.image_size
        image = dict(
            id=image_id,
            file_name=Path(result.name).name,
            width=width,
            height=height,
        )
        if result.frame_index is not None:
            image['frame_index'] = result.frame_index
        self.images.append(json.dumps(image))
        self.categories = [result.skeleton.to_coco_category()]
        for entry in result.to_coco(image_id):
            self.file.write(',\n' if self.num_people else '\n')
            self.num_people += 1
            json.dump(self._annotation(entry), self.file)

    def _annotation(self, entry: dict) -> dict:
        """An entry with what COCO's annotations have beside that of results."""
        _, _, width, height = entry['bbox']
        return entry | dict(
            id=self.num_people,
            area=width * height,
            iscrowd=0,
            num_keypoints=len(entry['keypoints']) // 3,
        )

    def close(self) -> None:
        """Complete the file."""
        images = ',\n'.join(self.images)
        categories = json.dumps(self.categories)
        self.file.write(
            f'\n],\n"images": [\n{images}\n],\n"categories": {categories}}}\n'
        )
        self.file.close()
        os.replace(self.partial, self.path)

    def abandon(self) -> None:
        """Leave the file unwritten, and one of its name as it was."""
        self.file.close()
        self.partial.unlink()


def image_id_of(result: PoseResult) -> int:
    """The id of an image or frame in a COCO file."""
    if result.frame_index is not None:
        return result.frame_index
    stem = Path(result.name).stem
    return int(stem) if stem.isdecimal() else 0
