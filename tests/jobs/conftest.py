import shutil
from pathlib import Path

import pytest

from tests.run_folder import county_run


@pytest.fixture(scope="session")
def county(tmp_path_factory) -> Path:
    """The county as a project with one run in `runs`."""
    folder = tmp_path_factory.mktemp("reviewed")
    county_run(folder)
    return folder


@pytest.fixture
def project(county, tmp_path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copytree(county, tmp_path / "project"))
