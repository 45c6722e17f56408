"""The README's commands run, and every command is in it."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

from mineplan.cli import cli
from mineplan.scenario import Objective

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> list[str]:
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", TEXT, flags=re.MULTILINE | re.DOTALL)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


def test_commands_run_in_order(tmp_path):
    assert len(commands()) >= 9
    for line in commands():
        words = [
            w
            for word in shlex.split(line)
            for w in (sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.glob(word)) or [word])
        ]
        assert words[0] == "mineplan", line
        done = subprocess.run(
            [sys.executable, "-m", "mineplan.cli", *words[1:]],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stderr}"


def test_every_command_is_in_it():
    for name in cli.commands:
        assert f"`mineplan {name}" in TEXT, name


def test_every_weight_is_in_it_with_its_default():
    for name, field in Objective.model_fields.items():
        assert re.search(rf"^\| `{name}` \| {field.default} \|", TEXT, flags=re.MULTILINE), name


def test_files_it_shows_exist():
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (ROOT / target).is_file(), target
