"""What Mask R-CNN and its keypoint heads cost, stage by stage."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from mmengine.config import Config
from torch import nn

from poseur.config import default_scope

from .fake_tensor_model import WeightlessModel
from .macs import count_macs


@dataclass(frozen=True)
class DetectorCost:
    """Parameters, and multiply-adds of each stage in a test.

    Attributes:
        parameters: Number of parameters, the flows of the losses left out.
        image: Multiply-adds of backbone and pyramid.
        proposals: Those of the proposal network.
        box: Those of the box head for one proposal.
        person: Those of the keypoint head for one detected person.
    """

    parameters: int
    image: int
    proposals: int
    box: int
    person: int

    def total(self, num_proposals: int, num_people: int) -> int:
        """Multiply-adds for an image with so many proposals and detected people."""
        regions = num_proposals * self.box + num_people * self.person
        return self.image + self.proposals + regions


def measure_detector(cfg: Config, height: int, width: int) -> DetectorCost:
    """Count what a detector of :mod:`poseur.detection` costs.

    Pooling (RoIAlign) and suppression, whose work depends on the boxes, are left out.

    Args:
        cfg: Config of the detector. No weights are made or loaded.
        height: Rows of the input, padding included.
        width: Columns of the input.
    """
    with default_scope(cfg):
        weightless = WeightlessModel(cfg.model)
    model = weightless.model
    with weightless.fake_mode, torch.no_grad():
        with count_macs() as image:
            feats = model.extract_feat(torch.empty(1, 3, height, width))
        with count_macs() as proposals:
            model.rpn_head(feats)
        with count_macs() as box:
            model.roi_head.bbox_head(pooled_for(model.roi_head.bbox_roi_extractor))
        with count_macs() as person:
            pooled = pooled_for(model.roi_head.keypoint_roi_extractor)
            model.roi_head.keypoint_head(pooled, feats, torch.zeros(1, 5))
    stages = (stage[''] for stage in (image, proposals, box, person))
    return DetectorCost(count_parameters(model), *stages)


def pooled_for(extractor: nn.Module) -> torch.Tensor:
    """Features of one region as this extractor pools them."""
    size = extractor.roi_layers[0].output_size
    return torch.empty(1, extractor.out_channels, *size)


def count_parameters(model: nn.Module) -> int:
    """Parameters of what is left at test time, without the flows of the losses."""
    return sum(
        parameter.numel()
        for name, parameter in model.named_parameters()
        if '_loss.' not in name
    )
