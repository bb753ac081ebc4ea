"""Checkpoints by local path, URL or model zoo name.

Importing this module makes mmengine's ``CheckpointLoader`` use the safe loader for
files, URLs and names of model zoos; other storage, such as ``s3://``, keeps mmengine's
loader. A local folder can provide the files of all URLs.
"""

from __future__ import annotations

import os
import os.path as osp
from difflib import get_close_matches
from urllib.error import URLError
from urllib.parse import urlparse

import torch
from mmengine.dist import all_gather_object
from mmengine.logging import print_log
from mmengine.runner import CheckpointLoader
from mmengine.runner.checkpoint import (
    get_deprecated_model_names,
    get_external_models,
    get_mmcls_models,
    get_torchvision_models,
)
from torch.hub import HASH_REGEX, download_url_to_file
from torch.serialization import MAP_LOCATION

from .safe_load import load_file

PRETRAINED_DIR = 'POSEUR_PRETRAINED_DIR'


def load_from_local(filename: str, map_location: MAP_LOCATION = None) -> dict:
    """Load a local file; see :func:`~.safe_load.load_file`."""
    return load_file(filename, map_location)


def load_from_http(filename: str, map_location: MAP_LOCATION = None) -> dict:
    """Load a checkpoint by its URL, from the local copy if there is one."""
    return load_file(fetch(filename), map_location)


def load_from_torchvision(filename: str, map_location: MAP_LOCATION = None) -> dict:
    """Load torchvision weights by a name like ``torchvision://resnet50``."""
    return load_from_http(_look_up(filename, get_torchvision_models()), map_location)


def load_from_openmmlab(filename: str, map_location: MAP_LOCATION = None) -> dict:
    """Load OpenMMLab weights by a name like ``open-mmlab://resnet50_v1c``."""
    scheme, name = filename.split('://', 1)
    name = get_deprecated_model_names().get(name, name)
    return load_from_http(
        _look_up(f'{scheme}://{name}', get_external_models()), map_location
    )


def load_from_mmcls(filename: str, map_location: MAP_LOCATION = None) -> dict:
    """Load the backbone of a classifier by a name like ``mmcls://resnet50``."""
    checkpoint = load_from_http(_look_up(filename, get_mmcls_models()), map_location)
    weights = checkpoint.get('state_dict', checkpoint)
    prefix = 'backbone.'
    return {
        'state_dict': {
            key[len(prefix) :]: value
            for key, value in weights.items()
            if key.startswith(prefix)
        }
    }


def fetch(url: str) -> str:
    """Return the path of the local copy of a URL, downloading the file if needed.

    The copy is searched in the folder named by the environment variable
    ``POSEUR_PRETRAINED_DIR`` and in PyTorch's download folder. In a distributed run all
    processes must call this; the first process of each machine downloads for the
    others.

    Args:
        url: Address of the file.

    Raises:
        FileNotFoundError: If there is no copy and the download fails, on this machine
            or on another one of the run.
    """
    name = osp.basename(urlparse(url).path)
    cache = osp.join(torch.hub.get_dir(), 'checkpoints')
    problem = None
    if _is_first_of_machine() and not _find(name, cache):
        problem = _download(url, osp.join(cache, name))
    problems = list(filter(None, all_gather_object(problem)))  # waits for downloads
    found = _find(name, cache)
    if problems or not found:
        reason = problems[0] if problems else 'no copy on this machine'
        raise FileNotFoundError(
            f'Cannot get the weights {url} ({reason}). Download the file on another '
            f'machine and set {PRETRAINED_DIR} to the folder that holds it as {name} '
            f'(now: {os.environ.get(PRETRAINED_DIR, "not set")}).'
        )
    return found


def _is_first_of_machine() -> bool:
    # Set by torchrun and by the commands. mmengine's get_local_rank is not usable here:
    # it needs a group of the processes of one machine, which is never created.
    return int(os.environ.get('LOCAL_RANK', 0)) == 0


def _find(name: str, cache: str) -> str | None:
    folders = filter(None, [os.environ.get(PRETRAINED_DIR), cache])
    paths = (osp.join(folder, name) for folder in folders)
    return next((path for path in paths if osp.isfile(path)), None)


def _download(url: str, path: str) -> str | None:
    """Download a file and check the hash in its name; return the error, if any."""
    os.makedirs(osp.dirname(path), exist_ok=True)
    digest = HASH_REGEX.search(osp.basename(path))
    print_log(f'Downloading {url} to {path}', logger='current')
    try:
        download_url_to_file(url, path, digest.group(1) if digest else None)
    except (URLError, OSError, RuntimeError) as error:
        return f'{type(error).__name__}: {error}'
    return None


def _look_up(filename: str, urls: dict[str, str]) -> str:
    scheme, name = filename.split('://', 1)
    if name not in urls:
        near = get_close_matches(name, urls, n=3) or sorted(urls)[:3]
        raise KeyError(
            f'{filename}: {scheme} has no weights called {name!r}. '
            f'Nearest names: {", ".join(near)}.'
        )
    return urls[name]


_LOADERS = {
    '': load_from_local,
    'http://': load_from_http,
    'https://': load_from_http,
    'torchvision://': load_from_torchvision,
    'modelzoo://': load_from_torchvision,
    'open-mmlab://': load_from_openmmlab,
    'openmmlab://': load_from_openmmlab,
    'mmcls://': load_from_mmcls,
}
for _prefix, _loader in _LOADERS.items():
    CheckpointLoader.register_scheme(_prefix, _loader, force=True)
