"""Writer of COCO files with the results of one input."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from poseur.structures import PoseResult
from poseur.structures.files import PartialFile


class CocoWriter:
    """Writer of a COCO file with ``images``, ``annotations`` and ``categories``.

    Annotations are written to disk immediately; the file gets its name when it is
    complete. The image id is the number in the file name, as in
    COCO, or 0 if there is none; for frames of a video it is the frame's index.

    Args:
        path: The file to write.
    """

    def __init__(self, path: Path) -> None:
        self.output = PartialFile(path)
        self.file = self.output.partial.open('w', encoding='utf-8')
        self.file.write('{"annotations": [')
        self.images: list[str] = []
        self.categories: list[dict] = []
        self.num_annotations = 0

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
            self.file.write(',\n' if self.num_annotations else '\n')
            self.num_annotations += 1
            json.dump(as_annotation(entry, self.num_annotations), self.file)

    def close(self) -> None:
        """Complete the file.

        Raises:
            OSError: If the disk is full; no file is left then.
        """
        images = ',\n'.join(self.images)
        categories = json.dumps(self.categories)
        try:
            self.file.write(
                f'\n],\n"images": [\n{images}\n],\n"categories": {categories}}}\n'
            )
            self.file.close()
            self.output.commit()
        except OSError:
            self.discard()
            raise

    def discard(self) -> None:
        """Delete the incomplete file; an earlier one of the same name is kept."""
        with suppress(OSError):  # a full disk does not take the rest either
            self.file.close()
        self.output.discard()


def as_annotation(entry: dict, number: int) -> dict:
    """Add the keys that COCO annotations have in addition to those of results.

    Args:
        entry: Entry of a result file.
        number: Id of the annotation, from 1: COCO's code takes 0 for no match.
    """
    _, _, width, height = entry['bbox']
    return entry | dict(
        id=number,
        area=width * height,
        iscrowd=0,
        num_keypoints=len(entry['keypoints']) // 3,
    )


def image_id_of(result: PoseResult) -> int:
    """Return the id of an image or frame in a COCO file."""
    if result.frame_index is not None:
        return result.frame_index
    stem = Path(result.name).stem
    return int(stem) if stem.isdecimal() else 0
