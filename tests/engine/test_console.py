"""The console shows the course of a training, the log file all of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.toy_run import toy_runner


def test_long_reports_are_in_the_log_file_only(
    tmp_path: Path, capfd: pytest.CaptureFixture
) -> None:
    runner = toy_runner(tmp_path, log_level='INFO', experiment_name='console')
    runner.train()
    runner.logger.warning('\n'.join(['A long warning'] * 20))
    captured = capfd.readouterr()
    shown = captured.out + captured.err
    (log_file,) = tmp_path.rglob('*.log')
    logged = log_file.read_text(encoding='utf-8')
    assert 'other details are in ' + str(log_file) in shown
    for report in ('System environment', 'Config:', 'Hooks will be executed'):
        assert report in logged and report not in shown
    for line in ('Epoch(train)', 'Checkpoints will be saved', 'A long warning'):
        assert line in logged and line in shown
    assert logged.count('\n') > 2 * shown.count('\n')
