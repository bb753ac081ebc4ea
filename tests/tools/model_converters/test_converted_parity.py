"""Converted checkpoints, loaded as by ``tools/test.py``, against reference numbers."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import nn

from poseur.codecs import score_keypoints
from poseur.engine.launch import build_runner, load_config
from tests.helpers.deterministic_weights import det_image
from tests.parity.conftest import CONFIGS, assert_close

from .conftest import CONVERTER

pytestmark = pytest.mark.slow


def load_as_test_does(config: Path, checkpoint: Path, work_dir: Path) -> nn.Module:
    """The model of ``tools/test.py CONFIG CHECKPOINT`` before it meets any data."""
    args = Namespace(
        config=str(config),
        work_dir=str(work_dir),
        launcher='none',
        local_rank=0,
        seed=None,
        show=False,
        show_dir=None,
        cfg_options={},
    )
    cfg = load_config(args)
    cfg.load_from, cfg.resume, cfg.allow_mismatch = str(checkpoint), False, False
    runner = build_runner(cfg, args)
    runner.load_or_resume()
    return runner.model.eval()


@pytest.fixture
def converted(
    official_state: Callable, repo_root: Path, convert: Callable, run_tool, tmp_path
) -> Callable[[str], tuple[Path, Path]]:
    """Config and converted checkpoint of an official model, by its name."""

    def make(name: str) -> tuple[Path, Path]:
        source, target = tmp_path / f'{name}.pth', tmp_path / 'converted.pth'
        content = dict(meta=dict(epoch=325), state_dict=official_state(name))
        torch.save(content, source)
        config = repo_root / f'configs/poseur/coco/td-reg_poseur-{CONFIGS[name]}.py'
        words = (source, target, '--config', config)
        if 'res50' in name:  # one of them in a separate process
            printed = run_tool(CONVERTER, *words).stdout
        else:
            printed = convert(*words)
        assert f'used: {len(content["state_dict"])}\nunused: 0\nmissing: 0\n' in printed
        return config, target

    return make


@pytest.mark.parametrize('name', CONFIGS)
def test_reference_numbers(name, converted, golden, tmp_path: Path) -> None:
    reference = golden(name)
    config, checkpoint = converted(name)
    model = load_as_test_does(config, checkpoint, tmp_path / 'run')
    image = torch.from_numpy(det_image(2, 256, 192))
    with torch.no_grad():
        output = model(image, None, mode='tensor')

    assert_close(output.coarse.mu, reference['enc_pred_jts'], 'coarse mu')
    assert_close(output.coarse.sigma, reference['enc_sigma'], 'coarse sigma')
    decoder = output.decoder
    assert_close(decoder.references[1:], reference['inter_references'], 'references')
    assert_close(decoder.hidden[..., :16], reference['dec_hs_slice'], 'hidden')
    assert_close(decoder.keypoints.mu, reference['dec_pred_jts'], 'mu')
    assert_close(decoder.keypoints.sigma, reference['dec_sigma'], 'sigma')
    scores = score_keypoints(output.keypoints.sigma, type='laplace')[..., None]
    assert_close(scores, reference['score_type2_single'], 'Laplace score')
