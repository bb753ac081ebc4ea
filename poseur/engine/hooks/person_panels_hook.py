"""Panels of predictions and attention for a few people, logged in training."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
from mmengine.dist import master_only
from mmengine.hooks import Hook
from mmengine.runner import Runner
from mmpose.registry import HOOKS

from poseur.visualization.image_grid import image_grid
from poseur.visualization.panels import choose_panels
from poseur.visualization.traces import evenly_spread, trace_instances

from ..model_wrapper import unwrap_model

COLUMNS = 4


@HOOKS.register_module()
class PersonPanelsHook(Hook):
    """Hook that draws panels of the same people after each validation.

    Every panel is a picture ``panel_NAME`` in all ``vis_backends`` of the visualizer,
    such as local files, TensorBoard or WandB. The hook draws no random numbers and
    trains nothing, so a run gives the same losses with and without it.

    Args:
        enable: Whether to draw.
        num_people: Number of people, spread evenly over the validation set.
        panels: Names of panels, see :func:`choose_panels`.
        height: Height of an image in pixels.
    """

    def __init__(
        self,
        enable: bool = False,
        num_people: int = 4,
        panels: Sequence[str] = ('pose', 'references', 'sampling', 'attention'),
        height: int = 320,
    ) -> None:
        self.enable = enable
        self.num_people = num_people
        self.panels = choose_panels(panels)
        self.height = height

    @master_only
    def after_val_epoch(
        self, runner: Runner, metrics: dict[str, float] | None = None
    ) -> None:
        """Draw and log the panels.

        Raises:
            ValueError: If the model has no Poseur head.
        """
        if not self.enable:
            return
        model = unwrap_model(runner.model)
        dataset = runner.val_dataloader.dataset
        indices = evenly_spread(self.num_people, len(dataset))
        people = trace_instances(model, dataset, indices, self.height)
        for name, panel in self.panels.items():
            tiles = [tile for person in people for tile in panel(person)]
            sheet = cv2.cvtColor(image_grid(tiles, COLUMNS), cv2.COLOR_BGR2RGB)
            runner.visualizer.add_image(f'panel_{name}', sheet, runner.iter)
