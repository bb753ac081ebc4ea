"""The list of pretrained backbones names what the configs ask for."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlparse

import pytest
from mmengine.config import Config
from mmengine.runner.checkpoint import get_torchvision_models

from poseur.checkpoints.sources import PRETRAINED_DIR

CONFIGS = (
    '_base_/models/*.py',
    'poseur/coco/*.py',
    'mask_rcnn_poseur/*_coco.py',
)
ROW = re.compile(r'^\| [\w-]+ \| (?:<(\S+)>|no address[^|]*) \| `(\S+)` \|$', re.M)


def test_addresses_and_file_names(
    repo_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PRETRAINED_DIR, raising=False)
    asked = set()
    for pattern in CONFIGS:
        for path in (repo_root / 'configs').glob(pattern):
            asked.add(Config.fromfile(path).model.backbone.init_cfg.checkpoint)
    zoo = get_torchvision_models()
    sources = {zoo.get(name.removeprefix('torchvision://'), name) for name in asked}

    rows = ROW.findall((repo_root / 'docs/pretrained_backbones.md').read_text())
    listed = {url or f'data/pretrained/{name}' for url, name in rows}
    assert listed == sources
    for url, name in rows:
        assert not url or Path(urlparse(url).path).name == name
