"""The program ``poseur`` and the scripts in ``tools/`` that run the same commands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from poseur import __main__ as program
from poseur.commands import COMMANDS, __path__, module_name, summary
from tests.tools.conftest import load_tool

TOOLS = Path(__file__).resolve().parents[2] / 'tools'
MODULE = re.compile(r'^from (poseur\.commands\.\w+) import main$', re.MULTILINE)
#: Scripts of the checkout by the command that they run.
SCRIPTS = {
    found[1]: path
    for path in TOOLS.rglob('*.py')
    if (found := MODULE.search(path.read_text(encoding='utf-8')))
}


def run(*words: str) -> None:
    """Run the program in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr('sys.argv', ['poseur', *words])
        program.main()


def test_every_module_is_a_command_with_a_script() -> None:
    modules = {path.stem for path in Path(__path__[0]).glob('[!_]*.py')}
    assert {command.replace('-', '_') for command in COMMANDS} == modules
    assert set(SCRIPTS) == {module_name(command) for command in COMMANDS}


@pytest.mark.parametrize('command', COMMANDS)
def test_help_is_the_same_in_both_ways(
    command: str, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit) as end:
        run(command, '--help')
    assert end.value.code == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f'usage: poseur {command} ')
    assert f'\n{summary(command)}\n' in shown
    script = SCRIPTS[module_name(command)]
    monkeypatch.setattr('sys.argv', [str(script), '--help'])
    with pytest.raises(SystemExit):
        load_tool(script).main()
    assert capsys.readouterr().out == shown


def test_without_a_command_all_are_listed(capsys: pytest.CaptureFixture) -> None:
    run()
    shown = capsys.readouterr().out
    for command in COMMANDS:
        assert re.search(rf'^  {command} +{re.escape(summary(command))}$', shown, re.M)


def test_an_unknown_command_names_the_nearest() -> None:
    with pytest.raises(SystemExit) as end:
        run('trian')
    assert end.value.code.startswith('poseur: there is no command trian. Nearest: trai')


def test_a_command_imports_no_other(tmp_path: Path) -> None:
    code = """
import sys
from poseur.__main__ import main
sys.argv = ['poseur', 'check-data', '--help']
try:
    main()
except SystemExit:
    print([name for name in sys.modules if name.startswith('poseur.commands.')])
    print('torch' in sys.modules)
"""
    command = [sys.executable, '-c', code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.endswith("['poseur.commands.check_data']\nFalse\n"), done.stderr


def test_a_message_begins_with_the_command(tmp_path: Path) -> None:
    command = [sys.executable, '-m', 'poseur', 'check-data', 'none.json']
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith('poseur check-data: The file none.json does not ex')


@pytest.mark.parametrize('command', COMMANDS)
def test_the_command_line_is_read_before_slow_imports(command: str) -> None:
    code = f"""
import sys
import {module_name(command)} as command
sys.argv = ['poseur', '--no-such-option']
try:
    command.main()
except SystemExit as end:
    slow = {{'torch', 'mmengine', 'mmcv', 'mmpose', 'mmdet', 'matplotlib'}}
    print(end.code, slow & set(sys.modules))
"""
    done = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True)
    assert done.stdout == '2 set()\n', done.stderr


def test_choices_are_those_of_the_packages() -> None:
    from poseur.checkpoints import NAMINGS, PARTS
    from poseur.commands import convert, visualize
    from poseur.visualization.panels import PANELS

    assert (convert.NAMINGS, convert.PARTS) == (NAMINGS, PARTS)
    assert visualize.PANELS == PANELS
