from __future__ import annotations

from torch import nn

from poseur.engine.model_wrapper import unwrap_model


def test_a_wrapped_model_and_a_bare_one() -> None:
    model = nn.Linear(2, 2)
    assert unwrap_model(nn.DataParallel(model)) is model
    assert unwrap_model(model) is model
