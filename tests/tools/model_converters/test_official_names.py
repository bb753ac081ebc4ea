"""Official names match the models of every backbone one to one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import torch
from mmengine.config import Config
from mmpose.datasets.datasets.utils import parse_pose_metainfo

from poseur.checkpoints.convert import fill
from poseur.checkpoints.naming.official import from_official
from poseur.checkpoints.report import read_architecture
from poseur.config import build_model
from tests.helpers.official_names import as_official, number_all

#: For each config: architecture of its model, and the list of official keys.
MODELS = {
    'coco/td-reg_poseur-res50_8xb32-325e_coco-256x192': (
        ('ResNet-50', 17, 6, 256),
        'poseur_res50_coco_256x192',
    ),
    'coco/td-reg_poseur-mobilenetv2_8xb32-325e_coco-256x192': (
        ('MobileNetV2', 17, 6, 256),
        'poseur_mobilenetv2_coco_256x192',
    ),
    'coco/td-reg_poseur-hrnet-w32_8xb32-325e_coco-256x192': (
        ('HRNet of width 32', 17, 6, 256),
        'poseur_hrnet_w32_coco_256x192',
    ),
    'coco/td-reg_poseur-hrformer-tiny-3dec_8xb32-325e_coco-256x192': (
        ('HRFormer of width 18', 17, 3, 256),
        'poseur_hrformer_tiny_coco_256x192_3dec',
    ),
    'coco/td-reg_poseur-vit-base_8xb32-325e_coco-256x192': (
        ('ViT of 768 channels', 17, 6, 256),
        'poseur_vit_base_coco_256x192',
    ),
    'coco_wholebody/td-reg_poseur-res50_8xb32-325e_coco-wholebody-256x192': (
        ('ResNet-50', 133, 6, 256),
        'res50_coco_wholebody_256x192_poseur',
    ),
}


@pytest.fixture(scope='module', params=MODELS)
def built(request, repo_root: Path):
    """Config name and model."""
    cfg = Config.fromfile(repo_root / f'configs/poseur/{request.param}.py')
    return request.param, build_model(cfg)


def test_each_weight_comes_back_to_its_place(built) -> None:
    name, model = built
    number_all(model.state_dict())
    expected = {key: value.clone() for key, value in model.state_dict().items()}
    official = as_official(expected)
    with torch.no_grad():
        for value in model.state_dict().values():
            value.zero_()
    converted, unused = from_official(official, 'official.pth')
    assert not unused
    assert fill(model, converted, 'official.pth', name) == []
    for key, value in model.state_dict().items():
        assert torch.equal(value, expected[key]), key
    assert read_architecture(converted) == (*MODELS[name][0], 'Poseur')


def test_official_key_lists_are_used_up(built, official_keys) -> None:
    name, model = built
    keys = official_keys(MODELS[name][1])
    official = {key: torch.zeros(shape) for key, shape in keys}
    converted, unused = from_official(official, 'official.pth')
    assert fill(model, converted, 'official.pth', name) == []
    assert all(key.endswith('relative_position_index') for key in unused)
    assert len(unused) == (38 if 'hrformer' in name else 0)
    joined = 2 * 2 * len(unused)  # q, k, v of weights and biases become one each
    assert (
        len(converted)
        == len(model.state_dict())
        == len(official) - len(unused) - joined
    )


def test_documented_configs_are_there(repo_root: Path) -> None:
    page = (repo_root / 'docs/official_weights.md').read_text()
    rows = re.findall(r'\| (\d+) \| `(\S+)` \| (.+) \|', page)
    assert len(rows) == 14
    for keypoints, name, _ in rows:
        cfg = Config.fromfile(repo_root / 'configs/poseur' / name)
        metainfo = parse_pose_metainfo(cfg.train_dataloader.dataset.metainfo)
        assert metainfo['num_keypoints'] == int(keypoints), name
    checked = {name.removesuffix('.py') for _, name, check in rows if check != '-'}
    assert checked == set(MODELS)
