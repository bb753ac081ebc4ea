"""Some of the people of a file by the values of their fields, such as one species."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from poseur.structures.annotations import AnnotationError


@dataclass(frozen=True)
class Selection:
    """Annotations whose fields have given values.

    Attributes:
        only: The values by field; without any, all annotations are selected.
    """

    only: Mapping[str, Any]

    def includes(self, annotation: Mapping[str, Any]) -> bool:
        """Return whether an annotation is selected."""
        return all(annotation.get(key) == value for key, value in self.only.items())

    def content(self, content: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the content of a file without the annotations not selected."""
        if not self.only or 'annotations' not in content:
            return content
        kept = [each for each in content['annotations'] if self.includes(each)]
        return {**content, 'annotations': kept}

    def annotations(self, content: Mapping[str, Any], path: object) -> list[dict]:
        """Return the selected annotations of a file.

        Args:
            content: Its content.
            path: The file, for messages.

        Raises:
            AnnotationError: If there are none.
        """
        kept = self.content(content)['annotations']
        if self.only and not kept:
            raise AnnotationError(
                f'{path} has no annotation with {self}. {self._values_of(content)}'
            )
        return kept

    def samples(self, samples: Iterable[Any]) -> list[Any]:
        """Return the samples whose annotation is selected.

        Args:
            samples: Samples with ``raw_ann_info``, as ``PackPoseInputs`` keeps it.

        Raises:
            ValueError: If a sample has none, as on detected boxes.
        """
        if not self.only:
            return list(samples)
        kept = []
        for sample in samples:
            annotation = sample.get('raw_ann_info')
            if annotation is None:
                raise ValueError(
                    f'only={dict(self.only)} of the evaluator needs the annotation of '
                    f'each sample, which {sample.get("img_path")} has not. Set '
                    'bbox_file=None, and end the pipeline with PackPoseInputs.'
                )
            if self.includes(annotation):
                kept.append(sample)
        return kept

    def _values_of(self, content: Mapping[str, Any]) -> str:
        """Return a sentence with the values that the fields have in a file."""
        values = {
            key: sorted({str(each.get(key)) for each in content['annotations']})
            for key in self.only
        }
        return ' '.join(
            f'Values of {key} are {", ".join(found)}.' for key, found in values.items()
        )

    def __str__(self) -> str:
        return ', '.join(f'{key}={value!r}' for key, value in self.only.items())
