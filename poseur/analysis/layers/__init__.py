"""Stages of one network: proposals, decoder layers, and score maps read directly."""

from .report import draw_stages, write_report
from .testing import StageTest, load_stages, run_stages

__all__ = ['StageTest', 'draw_stages', 'load_stages', 'run_stages', 'write_report']
