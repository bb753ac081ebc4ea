from __future__ import annotations

from pathlib import Path

import pytest
import torch
import torchvision
from mmpose.models import MobileNetV2

from poseur.checkpoints.naming.torchvision import convert_mobilenet_v2, is_mobilenet_v2

LAST_BLOCKS = (1, 3, 6, 10, 13, 16, 17, 18)  # of mmpose's eight stages


def _assert_same_features(reference: torchvision.models.MobileNetV2) -> None:
    """Compare every stage of the converted model on a random image."""
    model = MobileNetV2(out_indices=tuple(range(8)))
    weights = convert_mobilenet_v2(reference.state_dict())
    result = model.load_state_dict(weights, strict=False)
    assert result.missing_keys == []
    assert result.unexpected_keys == ['classifier.1.weight', 'classifier.1.bias']
    model.eval()
    reference.eval()
    image = torch.randn(1, 3, 96, 64)
    with torch.no_grad():
        stages = iter(model(image))
        for block, module in enumerate(reference.features):
            image = module(image)
            if block in LAST_BLOCKS:
                torch.testing.assert_close(next(stages), image, rtol=1e-5, atol=1e-5)
    assert next(stages, None) is None


def test_random_weights_give_the_same_features() -> None:
    reference = torchvision.models.mobilenet_v2(weights=None)
    for module in reference.modules():  # batch norms that do something
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(std=0.1)
            module.running_var.uniform_(0.5, 1.5)
            module.weight.data.uniform_(0.5, 1.5)
            module.bias.data.normal_(std=0.1)
    _assert_same_features(reference)


def test_imagenet_weights_give_the_same_features(shared_dir: Path) -> None:
    path = shared_dir / 'weights' / 'mobilenet_v2-b0353104.pth'
    if not path.is_file():
        pytest.skip(f'no ImageNet weights at {path}')
    reference = torchvision.models.mobilenet_v2(weights=None)
    reference.load_state_dict(torch.load(path, weights_only=True))
    _assert_same_features(reference)


def test_only_torchvision_is_recognized() -> None:
    assert is_mobilenet_v2(torchvision.models.mobilenet_v2(weights=None).state_dict())
    assert not is_mobilenet_v2(MobileNetV2().state_dict())
    assert not is_mobilenet_v2(torchvision.models.vgg11(weights=None).state_dict())
    assert not is_mobilenet_v2(
        torchvision.models.mobilenet_v3_small(weights=None).state_dict()
    )
