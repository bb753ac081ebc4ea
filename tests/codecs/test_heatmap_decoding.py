"""Decoding of mmpose's heatmaps with the options in configs/baselines/README.md."""

from __future__ import annotations

import re
import shlex
from argparse import ArgumentParser
from pathlib import Path

import numpy as np
import pytest
from mmengine.config import Config
from mmpose.registry import KEYPOINT_CODECS

from poseur.commands.options.config_options import add_config_options
from poseur.config import merge_options

KERNELS = {64: 5, 96: 7, 128: 7}


@pytest.fixture(params=KERNELS, ids='crops of {}'.format)
def cfg(request: pytest.FixtureRequest, repo_root: Path) -> Config:
    """A config with heatmaps."""
    name = f'td-hm_mobilenetv2_1xb8-20e_lsp-{request.param}x{request.param}.py'
    return Config.fromfile(repo_root / 'configs/lsp' / name)


@pytest.fixture
def keypoints() -> np.ndarray:
    """Keypoints away from the border, in units of the crop, ``[1, K, 2]``."""
    return np.random.default_rng(0).uniform(0.25, 0.75, (1, 100, 2)).astype(np.float32)


def with_dark(cfg: Config, page: str) -> dict:
    """Apply the options of the page, with the kernel for the size of the crops."""
    parser = ArgumentParser()
    add_config_options(parser)
    line = re.search(r'--cfg-options (\+model\.head\.decoder\.unbiased.*)', page)
    words = shlex.split(line[1])
    options = parser.parse_args(['--cfg-options', *words]).cfg_options
    kernel = '+model.head.decoder.blur_kernel_size'
    assert options[kernel] == KERNELS[128]
    size, _ = cfg.model.head.decoder.input_size
    merge_options(cfg, options | {kernel: KERNELS[size]})
    return cfg.model.head.decoder


def gaussians(cfg: Config, keypoints: np.ndarray) -> np.ndarray:
    """Return heatmaps ``[K, H, W]`` with the peaks between the cells."""
    decoder = cfg.model.head.decoder
    width, height = decoder.heatmap_size
    x, y = np.split(keypoints[0] * decoder.heatmap_size, 2, axis=-1)  # in cells
    rows = np.exp(-((np.arange(height) - y) ** 2) / (2 * decoder.sigma**2))
    columns = np.exp(-((np.arange(width) - x) ** 2) / (2 * decoder.sigma**2))
    return (rows[:, :, None] * columns[:, None]).astype(np.float32)


def largest_error(decoder: dict, maps: np.ndarray, keypoints: np.ndarray) -> float:
    """Return the largest error of decoded keypoints in pixels of the crop."""
    decoded, _ = KEYPOINT_CODECS.build(decoder).decode(maps)
    return np.abs(decoded - keypoints * decoder['input_size']).max()


def test_dark_finds_the_peak_between_cells(cfg, keypoints, repo_root: Path) -> None:
    maps = gaussians(cfg, keypoints)
    assert largest_error(cfg.model.head.decoder, maps, keypoints) > 0.9
    page = (repo_root / 'configs/baselines/README.md').read_text()
    assert largest_error(with_dark(cfg, page), maps, keypoints) < 0.05


def test_kernels_belong_to_sigmas(cfg) -> None:
    decoder = cfg.model.head.decoder
    kernel = KERNELS[decoder.input_size[0]]
    steps = {size: abs(0.15 * size + 0.35 - decoder.sigma) for size in (3, 5, 7, 9)}
    assert steps[kernel] <= min(steps.values()) + 1e-9


def test_rounded_targets_are_decoded_as_they_are(cfg, keypoints, repo_root) -> None:
    """In training, the peak is at the center of the nearest cell."""
    codec = KEYPOINT_CODECS.build(cfg.train_dataloader.dataset.pipeline[4].codec)
    rounded = codec.encode(keypoints * codec.input_size)['heatmaps']
    page = (repo_root / 'configs/baselines/README.md').read_text()
    assert 1.8 < largest_error(with_dark(cfg, page), rounded, keypoints) <= 2
    pipeline = '+train_dataloader.dataset.pipeline.4.codec.unbiased'
    assert f'{pipeline}=True' in page
    merge_options(cfg, {pipeline: True})
    codec = KEYPOINT_CODECS.build(cfg.train_dataloader.dataset.pipeline[4].codec)
    exact = codec.encode(keypoints * codec.input_size)['heatmaps']
    np.testing.assert_allclose(exact, gaussians(cfg, keypoints), atol=1e-5)


def test_udp_needs_a_training_of_its_own(cfg) -> None:
    decoder = cfg.model.head.decoder
    size, _ = decoder.input_size
    udp = dict(decoder, type='UDPHeatmap', blur_kernel_size=KERNELS[size])
    center = np.full((1, 1, 2), 0.5, np.float32)
    cell = size / decoder.heatmap_size[0]
    shift = largest_error(udp, gaussians(cfg, center), center)
    assert shift == pytest.approx(cell / 2, rel=0.1)
