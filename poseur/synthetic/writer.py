"""Writing of a dataset folder: images, annotations and a marker file.

The marker says what the folder holds and whether it is complete, so that a finished
dataset is not rendered a second time.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from scipy.io import savemat

from .annotations import coco_annotations, coco_header, mpii_annotations
from .config import SyntheticPeopleConfig
from .scene import SPLITS, render_scene

# Increased whenever the same arguments give different images or labels.
GENERATOR_VERSION = 1
MARKER = 'dataset.json'
# Called with the number of images done and their total.
Progress = Callable[[int, int], None]


def _write_json(path: Path, content: Any) -> None:
    """Write a file that either is complete or does not exist."""
    draft = path.with_suffix('.tmp')
    draft.write_text(json.dumps(content), encoding='utf-8')
    os.replace(draft, path)


def _dataset_recipe(
    num_train: int, num_val: int, seed: int, cfg: SyntheticPeopleConfig
) -> dict[str, Any]:
    """Return everything that determines a dataset, as it is read back from JSON."""
    recipe = {
        'version': GENERATOR_VERSION,
        'seed': seed,
        'num_train': num_train,
        'num_val': num_val,
        'config': asdict(cfg),
    }
    return json.loads(json.dumps(recipe))


def _read_marker(folder: Path) -> dict[str, Any] | None:
    """Read the marker of a folder written by this package; None for a new folder."""
    path = folder / MARKER
    if not path.exists():
        if folder.exists() and any(folder.iterdir()):
            raise FileExistsError(
                f'{folder} is not empty and has no {MARKER}, so it is not a dataset '
                'written by this package; choose another folder'
            )
        return None
    try:
        marker = json.loads(path.read_text(encoding='utf-8'))
        return {**marker, 'recipe': _with_newer_options(marker['recipe'])}
    except (ValueError, KeyError, TypeError):
        raise ValueError(
            f'{path} is not a marker of a synthetic dataset; choose another folder'
        ) from None


def _with_newer_options(recipe: dict[str, Any]) -> dict[str, Any]:
    """Add the defaults of options that did not exist when the recipe was written."""
    defaults = json.loads(json.dumps(asdict(SyntheticPeopleConfig())))
    return recipe | {'config': defaults | recipe['config']}


def _claim_folder(
    folder: Path, recipe: dict[str, Any], overwrite: bool
) -> dict[str, Any] | None:
    """Prepare a folder for writing, unless it already holds the dataset.

    Args:
        folder: A new folder, or one written by this package.
        recipe: See ``_dataset_recipe``.
        overwrite: Replace a dataset made with other arguments.

    Returns:
        The marker of the dataset if it is complete, else None.

    Raises:
        FileExistsError: If the folder holds something else.
        ValueError: If the marker cannot be read.
    """
    marker = _read_marker(folder)
    if marker is not None and not overwrite:
        known = marker['recipe']
        other = [key for key in recipe if recipe[key] != known.get(key)]
        if other:
            raise FileExistsError(
                f'{folder} holds a dataset with another {", ".join(other)}; choose '
                'another folder, or replace the dataset (--overwrite)'
            )
        if marker.get('complete'):
            return marker
    folder.mkdir(parents=True, exist_ok=True)
    _write_json(folder / MARKER, {'recipe': recipe, 'complete': False})
    for name in (*SPLITS, 'annotations'):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir()
    return None


def _render_sample(
    index: int, seed: int, split: str, folder: str, cfg: SyntheticPeopleConfig
) -> dict[str, Any]:
    """Render one image, write its file and return its annotations."""
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
    """Yield the annotations of all samples in order, rendered by several processes."""
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
    """Stop OpenCV's threads, for which a forked process would wait forever."""
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(threads)


def _write_head_boxes(path: Path, boxes: list[list[list[float]]]) -> None:
    """Write head boxes (2, 2, N) as a MATLAB file without a time stamp."""
    stacked = np.array(boxes, np.float64).reshape(-1, 2, 2).transpose(1, 2, 0)
    savemat(path, {'headboxes_src': stacked})
    content = path.read_bytes()
    header = b'MATLAB 5.0 MAT-file, synthetic people'.ljust(116)
    path.write_bytes(header + content[116:])


def _write_annotations(
    split: str, samples: list[dict[str, Any]], folder: Path
) -> dict[str, int]:
    """Write one split's annotation files and return counts of their content."""
    coco = coco_header(f'Synthetic people, {split}')
    coco['images'] = [sample['image'] for sample in samples]
    coco['annotations'] = []
    for sample in samples:
        for annotation in sample['coco']:
            ids = {
                'id': len(coco['annotations']) + 1,
                'image_id': sample['image']['id'],
            }
            coco['annotations'].append(ids | annotation)
    people = [person for sample in samples for person in sample['mpii']]
    _write_json(folder / f'person_keypoints_{split}.json', coco)
    _write_json(folder / f'mpii_{split}.json', [record for record, _ in people])
    if split == 'val':
        _write_head_boxes(folder / 'mpii_gt_val.mat', [box for _, box in people])
    flags = np.array([a['keypoints'][2::3] for a in coco['annotations']])
    return {
        'images': len(samples),
        'persons': len(people),
        'keypoints_outside': int((flags == 0).sum()),
        'keypoints_occluded': int((flags == 1).sum()),
        'keypoints_visible': int((flags == 2).sum()),
    }


def write_dataset(
    out_dir: str | os.PathLike[str],
    num_train: int,
    num_val: int,
    seed: int = 0,
    cfg: SyntheticPeopleConfig | None = None,
    workers: int = 1,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Write training and validation images with COCO and MPII annotations.

    The folder gets ``train/`` and ``val/`` with images,
    ``annotations/person_keypoints_{train,val}.json``,
    ``annotations/mpii_{train,val}.json``, ``annotations/mpii_gt_val.mat`` and the
    marker ``dataset.json``. A complete dataset made with the same arguments is left as
    it is; an interrupted one is written again from the start.

    Args:
        out_dir: A new folder, or one written by this function.
        num_train: Number of training images.
        num_val: Number of validation images.
        seed: Seed of all images.
        cfg: Options of the images; the defaults if None.
        workers: Number of processes; it does not change the result.
        overwrite: Replace a dataset made with other arguments.
        progress: Called with the number of images done and their total.

    Returns:
        The marker's content: ``recipe``, ``complete``, and per split the numbers of
        images, persons and keypoints by visibility.

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
    recipe = _dataset_recipe(num_train, num_val, seed, cfg)
    finished = _claim_folder(folder, recipe, overwrite)
    if finished is not None:
        return finished
    marker: dict[str, Any] = {'recipe': recipe, 'complete': True}
    done, total = 0, num_train + num_val
    for split, count in zip(SPLITS, (num_train, num_val), strict=True):
        samples = []
        for sample in _render_split(split, count, seed, folder / split, cfg, workers):
            samples.append(sample)
            done += 1
            if progress is not None:
                progress(done, total)
        marker[split] = _write_annotations(split, samples, folder / 'annotations')
    _write_json(folder / MARKER, marker)
    return marker
