import pytest

from tests.web.rooms import Room, cheap_hashes, napkin_run


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A project with one run and three users."""
    cheap_hashes(monkeypatch)
    (tmp_path / "scenarios").mkdir()
    napkin_run(tmp_path / "runs")
    made = Room(tmp_path)
    for name, role in (("王经办", "clerk"), ("李审查", "reviewer"), ("张审批", "approver")):
        made.add(name, role)
    yield made
    made.parts.close()
