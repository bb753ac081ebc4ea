"""Log what the model predicts for a few people, and what it looks at."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
from mmengine.dist import master_only
from mmengine.hooks import Hook
from mmengine.model import is_model_wrapper
from mmengine.runner import Runner
from mmpose.registry import HOOKS

from poseur.visualization.image_grid import image_grid
from poseur.visualization.panels import choose_panels
from poseur.visualization.traces import evenly_spread, trace_instances

COLUMNS = 4


@HOOKS.register_module()
class PersonPanelsHook(Hook):
    """Draw panels of the same people after each validation.

    Every panel is a picture ``panel_NAME`` in all ``vis_backends`` of the visualizer:
    local files, TensorBoard, WandB. Nothing is random and nothing is trained, so a run
    gives the same losses with and without the hook.

    Args:
        enable: Whether to draw.
        num_people: People, spread evenly over the validation set.
        panels: Names of panels, see :func:`choose_panels`.
        height: Height of a tile in pixels.
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
        """Draw and log.

        Args:
            runner: The runner.
            metrics: The scores of this validation.

        Raises:
            ValueError: If the model has no Poseur head.
        """
        if not self.enable:
            return
        model = runner.model.module if is_model_wrapper(runner.model) else runner.model
        dataset = runner.val_dataloader.dataset
        indices = evenly_spread(self.num_people, len(dataset))
        people = trace_instances(model, dataset, indices, self.height)
        for name, panel in self.panels.items():
            tiles = [tile for person in people for tile in panel(person)]
            sheet = cv2.cvtColor(image_grid(tiles, COLUMNS), cv2.COLOR_BGR2RGB)
            runner.visualizer.add_image(f'panel_{name}', sheet, runner.iter)
