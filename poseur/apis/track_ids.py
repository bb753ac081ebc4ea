"""Track ids of the people in consecutive results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from poseur.structures import PoseResult
from poseur.tracking import OKSTracker

from .sources import Source


def assign_track_ids(
    results: Iterable[PoseResult], sources: Sequence[Source]
) -> Iterator[PoseResult]:
    """Assign track ids; each video and each run of images gets a new tracker."""
    videos = {source.position for source in sources if source.is_video}
    tracker, video = None, None
    for result in results:
        current = result.input_index if result.input_index in videos else None
        if tracker is None or current != video:
            tracker = OKSTracker(np.array(result.skeleton.oks_sigmas))
            video = current
        yield result.replace(track_ids=tracker.update(result.keypoints))
