"""Behind a bureau's reverse proxy: under a path, whether the proxy strips it or not."""

import pytest

from mineplan.web.proxy import is_prefix
from tests.web.rooms import Room, cheap_hashes, field, napkin_run


@pytest.fixture
def behind(tmp_path, monkeypatch):
    cheap_hashes(monkeypatch)
    made = []

    def make(**settings):
        if not made:
            napkin_run(tmp_path / "runs")
        made.append(Room(tmp_path, **settings))
        if len(made) == 1:
            made[0].add("李审查", "reviewer")
        return made[-1]

    yield make
    for room in made:
        room.parts.close()


@pytest.mark.parametrize("path", ["/mineplan/login", "/login"])
def test_links_forms_and_cookies_bear_the_prefix(behind, path):
    room = behind(prefix="/mineplan")
    client = room.app.test_client()
    page = client.get(path)
    assert 'action="/mineplan/login"' in page.text and 'href="/mineplan/static/site.css"' in page.text
    assert "Path=/mineplan" in page.headers["Set-Cookie"]
    fields = {
        "door": field(page.text, "door"),
        "name": "李审查",
        "password": "示例密码1234567",
        "action": "/pressed?x=1",
    }
    answer = client.post("/mineplan/login", data=fields)
    assert answer.location == "/mineplan/pressed?x=1"
    assert client.get("/mineplan/").status_code == 200
    away = room.app.test_client().get("/mineplan/pressed?scenario=a")
    assert away.location == "/mineplan/login?next=/pressed?scenario%3Da"
    base = client.get("/mineplan/runs/iron-20261125T090000-00000001/documents/review.html").text
    assert '"base": "/mineplan/runs/iron-20261125T090000-00000001/review/"' in base


def test_a_path_that_only_begins_alike_is_not_the_prefix(behind):
    client = behind(prefix="/mine").app.test_client()
    assert client.get("/mineplan").status_code == 303  # a page of ours that is not there: first the login


def test_forwarded_headers_are_believed_from_the_proxy_alone(behind):
    head = {
        "X-Forwarded-Prefix": "/plan",
        "X-Forwarded-For": "10.1.2.3",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
    }
    plain = behind().app.test_client().get("/login", headers=head)
    assert plain.status_code == 200 and 'action="/login"' in plain.text and "Secure" not in plain.headers["Set-Cookie"]
    room = behind(proxy="127.0.0.1", hosts=("plan.bureau.local",))
    trusted = room.app.test_client().get("/login", headers=head | {"X-Forwarded-Host": "plan.bureau.local"})
    assert 'action="/plan/login"' in trusted.text and "Secure" in trusted.headers["Set-Cookie"]
    assert room.app.test_client().get("/login", headers=head).status_code == 400
    stranger = {"REMOTE_ADDR": "10.9.9.9"}
    other = room.app.test_client().get("/login", headers=head, environ_overrides=stranger)
    assert 'action="/login"' in other.text


def test_the_address_in_the_audit_is_the_clients(behind):
    room = behind(proxy="127.0.0.1")
    client = room.app.test_client()
    head = {"X-Forwarded-For": "6.6.6.6, 10.1.2.3"}
    page = client.get("/login", headers=head)
    fields = {"door": field(page.text, "door"), "name": "李审查", "password": "falsch"}
    client.post("/login", data=fields, headers=head)
    assert room.parts.audit.read("login", None, 1)[0]["address"] == "10.1.2.3"


@pytest.mark.parametrize("evil", ["//evil.example", "/a/../b", "http://x", "/a b", "/<script>", "a", ""])
def test_odd_prefixes_are_none(behind, evil):
    assert not is_prefix(evil)
    page = behind(proxy="127.0.0.1").app.test_client().get("/login", headers={"X-Forwarded-Prefix": evil})
    assert 'action="/login"' in page.text
