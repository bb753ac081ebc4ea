"""The command lines that print costs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CONFIG = 'configs/synthetic/td-reg_poseur-tiny_2xb16-18e_synthetic-96x72.py'
FLOPS = 'analysis_tools/get_flops.py'
TABLES = 'analysis_tools/paper_tables.py'


@pytest.fixture
def costs(tool_in_process, repo_root: Path, capsys: pytest.CaptureFixture):
    """Prints the costs of the small model and returns the printed lines by name."""

    def run(*words: object) -> dict[str, list[float]]:
        tool_in_process(FLOPS, repo_root / CONFIG, *words)
        lines = capsys.readouterr().out.splitlines()
        cells = (re.match(r'(.*?)[ :]+([\d. ]+)(?: MiB)?$', line) for line in lines)
        return {c[1]: [float(number) for number in c[2].split()] for c in cells if c}

    return run


def test_costs_of_a_config(costs) -> None:
    lines = costs('--batch', '2', '--train')
    *parts, total, without_flows = list(lines.values())[:-2]
    sums = [sum(column) for column in zip(*parts, strict=True)]
    assert total == pytest.approx(sums, abs=3e-3)  # of rounding
    assert lines['flows, losses'][0] > 0
    flows = lines['flows, losses'][0]
    assert flows > 0
    assert without_flows[0] == pytest.approx(total[0] - flows, abs=2e-3)
    assert without_flows[1:] == total[1:]
    forward, training = list(lines)[-2:]
    assert forward == 'peak activation memory, forward pass, batch 2, float32'
    assert training == 'peak activation memory, training step, batch 2, float32'
    assert lines[training] > lines[forward] > [0]


def test_another_shape_and_other_options(costs) -> None:
    plain, larger = costs(), costs('--shape', 192, 144)
    assert 3 < larger['neck'][2] / plain['neck'][2] < 4  # odd sizes are rounded up
    assert larger['total'][0] == plain['total'][0]
    option = 'model.head.query_decoder.num_layers=1'
    shallow = costs('--cfg-options', option)
    assert shallow['query decoder'] < plain['query decoder']


@pytest.mark.parametrize('words', [('--shape', '0', '64'), ('--batch', '-1')])
def test_sizes_must_be_positive(tool_in_process, capsys, words: tuple) -> None:
    with pytest.raises(SystemExit):
        tool_in_process(FLOPS, 'no_config.py', *words)
    assert f'{words[1]} must be a whole number of 1 or more' in capsys.readouterr().err


def test_detectors_are_counted_elsewhere(tool_in_process, repo_root: Path) -> None:
    config = 'configs/mask_rcnn_poseur/mask-rcnn_rle-r50-fpn_180k_coco.py'
    with pytest.raises(SystemExit, match=r'detector_tables.py counts'):
        tool_in_process(FLOPS, repo_root / config, '--shape', 64, 64)


def test_chosen_tables(tool_in_process, capsys, tmp_path: Path) -> None:
    out = tmp_path / 'tables.md'
    tool_in_process(TABLES, '--tables', 'S4', 'S3', '--out', out)
    assert out.read_text() == capsys.readouterr().out
    assert re.findall(r'^## Table (\w+)', out.read_text(), re.M) == ['S3', 'S4']
    assert '| EMSDA | - | 5.390 | - | 0.44 | 0.444 |' in out.read_text()


def test_unknown_tables_are_refused(tool_in_process, capsys) -> None:
    with pytest.raises(SystemExit):
        tool_in_process(TABLES, '--tables', '7')
    assert "invalid choice: '7' (choose from '1d', '1e'" in capsys.readouterr().err
