"""Writing of a whole dataset to disk."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from scipy.io import savemat

from .annotations import coco_annotations, coco_header, mpii_annotations
from .config import SyntheticPeopleConfig
from .marker import MARKER, claim_folder, dataset_recipe, write_json
from .scene import SPLITS, render_scene

Progress = Callable[[int, int], None]


def _render_sample(
    index: int, seed: int, split: str, folder: str, cfg: SyntheticPeopleConfig
) -> dict[str, Any]:
    """Render one picture, write its file and return its records."""
    scene = render_scene(seed, index, cfg, split)
    name = f'{index + 1:012d}.jpg'
    done, data = cv2.imencode(
        '.jpg', scene.image, [cv2.IMWRITE_JPEG_QUALITY, cfg.jpeg_quality]
    )
    if not done:
        raise RuntimeError(f'OpenCV could not encode {name} as JPEG')
    Path(folder, name).write_bytes(data.tobytes())
    return {
        'image': {
            'id': index + 1,
            'file_name': name,
            'license': 1,
            'width': cfg.width,
            'height': cfg.height,
        },
        'coco': coco_annotations(scene),
        'mpii': mpii_annotations(scene, name),
    }


def _render_split(
    split: str,
    count: int,
    seed: int,
    folder: Path,
    cfg: SyntheticPeopleConfig,
    workers: int,
) -> Iterator[dict[str, Any]]:
    """Records of all samples in order, rendered by several processes."""
    render = partial(
        _render_sample, seed=seed, split=split, folder=str(folder), cfg=cfg
    )
    if workers == 1:
        yield from map(render, range(count))
        return
    with (
        _single_threaded_opencv(),
        multiprocessing.Pool(workers, cv2.setNumThreads, (1,)) as pool,
    ):
        yield from pool.imap(render, range(count), chunksize=8)


@contextmanager
def _single_threaded_opencv() -> Iterator[None]:
    """End OpenCV's threads for a while; a forked process would wait for them."""
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(threads)


def _write_head_boxes(path: Path, boxes: list) -> None:
    """Head boxes (2, 2, N) as MATLAB file, without the time of writing."""
    stacked = np.array(boxes, np.float64).reshape(-1, 2, 2).transpose(1, 2, 0)
    savemat(path, {'headboxes_src': stacked})
    content = path.read_bytes()
    header = b'MATLAB 5.0 MAT-file, synthetic people'.ljust(116)
    path.write_bytes(header + content[116:])


def _write_annotations(
    split: str, samples: list[dict[str, Any]], folder: Path
) -> dict[str, int]:
    """Write one split's annotation files and count what is in them."""
    content = coco_header(f'Synthetic people, {split}')
    content['images'] = [sample['image'] for sample in samples]
    content['annotations'] = []
    records, boxes = [], []
    for sample in samples:
        for annotation in sample['coco']:
            content['annotations'].append(
                {
                    'id': len(content['annotations']) + 1,
                    'image_id': sample['image']['id'],
                    **annotation,
                }
            )
        for record, box in sample['mpii']:
            records.append(record)
            boxes.append(box)
    write_json(folder / f'person_keypoints_{split}.json', content)
    write_json(folder / f'mpii_{split}.json', records)
    if split == 'val':
        _write_head_boxes(folder / 'mpii_gt_val.mat', boxes)
    flags = np.array([a['keypoints'][2::3] for a in content['annotations']])
    return {
        'images': len(samples),
        'persons': len(records),
        'keypoints_outside': int((flags == 0).sum()),
        'keypoints_occluded': int((flags == 1).sum()),
        'keypoints_visible': int((flags == 2).sum()),
    }


def write_dataset(
    out_dir: str | os.PathLike,
    num_train: int,
    num_val: int,
    seed: int = 0,
    cfg: SyntheticPeopleConfig | None = None,
    workers: int = 1,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Write training and validation pictures with COCO and MPII annotations.

    The folder gets ``train/`` and ``val/`` with pictures,
    ``annotations/person_keypoints_{train,val}.json``,
    ``annotations/mpii_{train,val}.json``, ``annotations/mpii_gt_val.mat`` and
    the marker ``dataset.json``. A finished set made with the same arguments is
    left as it is; an interrupted one is made again.

    Args:
        out_dir: Folder, new or made by this function.
        num_train: Number of training pictures.
        num_val: Number of validation pictures.
        seed: Seed of all pictures.
        cfg: Options; the defaults if not given.
        workers: Number of processes; it does not change the result.
        overwrite: Replace a dataset made with other arguments.
        progress: Called with the pictures done so far and their total.

    Returns:
        dict: The marker's content: ``recipe``, ``complete``, and per split the
        counts of pictures, persons and keypoints by visibility.

    Raises:
        ValueError: If a number is out of range.
        FileExistsError: If the folder holds something else.
    """
    for name, value, least in (
        ('num_train', num_train, 1),
        ('seed', seed, 0),
        ('num_val', num_val, 1),
        ('workers', workers, 1),
    ):
        if value < least:
            raise ValueError(f'{name}={value}: must be at least {least}')
    cfg = cfg or SyntheticPeopleConfig()
    folder = Path(out_dir)
    recipe = dataset_recipe(num_train, num_val, seed, cfg)
    finished = claim_folder(folder, recipe, overwrite)
    if finished is not None:
        return finished
    marker = {'recipe': recipe, 'complete': True}
    done, total = 0, num_train + num_val
    for split, count in zip(SPLITS, (num_train, num_val), strict=True):
        samples = []
        for sample in _render_split(split, count, seed, folder / split, cfg, workers):
            samples.append(sample)
            done += 1
            if progress is not None:
                progress(done, total)
        marker[split] = _write_annotations(split, samples, folder / 'annotations')
    write_json(folder / MARKER, marker)
    return marker
