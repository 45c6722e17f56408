import shutil
from pathlib import Path

import pytest

from tests.run_folder import county_run


@pytest.fixture(scope="session")
def sound(tmp_path_factory) -> Path:
    return county_run(tmp_path_factory.mktemp("run"))


@pytest.fixture
def run(sound, tmp_path) -> Path:
    """A copy as it stands before its manifest is written: the checksums alone would give every lie away."""
    folder = Path(shutil.copytree(sound, tmp_path / "run.partial"))
    (folder / "manifest.json").unlink()
    return folder
