"""Memory of activations in a training step, by running one."""

from __future__ import annotations

import torch
from mmengine.config import Config
from torch import nn

from poseur.config import build_model

from .activation_memory import ActivationMemory
from .attention_speed import random_sample


def peak_training_bytes(
    cfg: Config, input_size: tuple[int, int], batch: int = 1
) -> int:
    """The most bytes that images and activations take at once in a training step.

    Forward and backward pass run for real on the CPU, in float32, with random images
    and keypoints. Gradients of parameters are dropped as soon as they are complete, so
    they count no more than parameters do.

    Args:
        cfg: Config of a model whose head regresses keypoints.
        input_size: Height and width of the crops.
        batch: Number of crops.

    Raises:
        ValueError: If the head is not trained on keypoint coordinates.
    """
    model = build_model(cfg).train()
    if not hasattr(model.head, 'num_keypoints'):
        raise ValueError(
            f'model.head of type {cfg.model.head.type} does not regress keypoints; '
            'the memory of its training step cannot be measured, leave out --train'
        )
    for parameter in model.parameters():
        if parameter.requires_grad:
            parameter.register_post_accumulate_grad_hook(drop_gradient)
    samples = [random_sample(model.head.num_keypoints, 'cpu') for _ in range(batch)]
    with ActivationMemory() as memory:
        losses = model.loss(torch.randn(batch, 3, *input_size), samples)
        total, _ = model.parse_losses(losses)
        total.backward()
    return memory.peak


def drop_gradient(parameter: nn.Parameter) -> None:
    """Free the gradient of a parameter."""
    parameter.grad = None
