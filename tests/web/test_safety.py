"""Who is let in, from where, and what every answer says to the browser."""

import re
import subprocess
import sys

import pytest

from tests.web.rooms import Room, csrf, field, napkin_run

RUN = "iron-20261125T090000-00000001"
PAGES = [
    "/",
    f"/runs/{RUN}/",
    f"/runs/{RUN}/documents/review.html",
    f"/runs/{RUN}/documents/report.html",
    "/pressed",
    "/compare",
    "/audit",
    "/nothing",
]


@pytest.mark.parametrize("path", [*PAGES, "/login", "/static/site.css"])
def test_every_answer_bears_the_headers(room, path):
    answer = room.browser("张审批").get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
    assert "http" not in policy and "*" not in policy
    assert "unsafe" not in policy.partition("style-src")[0]
    assert answer.headers["X-Frame-Options"] == "DENY" and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == ("no-cache" if path.startswith("/static") else "no-store")


@pytest.mark.parametrize("path", PAGES)
def test_nobody_sees_anything_without_logging_in(room, path):
    client = room.browser()
    answer = client.get(path)
    assert answer.status_code == 303 and "/login" in answer.location
    script = client.get(path, headers={"Accept": "application/json"})
    assert script.status_code == 401 and "没有丢失" in script.json["error"]


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "localhost@evil", "[::2]"]
)
def test_foreign_host_names_are_refused(room, host):
    assert room.browser("张审批").get("/", headers={"Host": host}).status_code == 400


def test_own_host_names_are_taken(tmp_path):
    napkin_run(tmp_path / "runs")
    made = Room(tmp_path, hosts=("Plan.Bureau.local",), project=None)
    for host in ("127.0.0.1:8000", "localhost", "[::1]:8000", "plan.bureau.local"):
        assert made.browser().get("/login", headers={"Host": host}).status_code == 200
    made.parts.close()


@pytest.mark.parametrize("sent", [{}, {"csrf": "wrong"}, {"csrf": "我"}])
def test_a_post_without_the_sessions_number_is_refused(room, sent):
    client = room.browser("李审查")
    assert client.post("/logout", data=sent).status_code == 403
    assert client.get("/").status_code == 200


def test_a_post_from_another_site_is_refused_even_with_the_number(room):
    client = room.browser("李审查")
    for origin in ("http://evil.example", "null"):
        assert client.post("/logout", data={"csrf": csrf(client)}, headers={"Origin": origin}).status_code == 403
    same = client.post("/logout", data={"csrf": csrf(client)}, headers={"Origin": "http://localhost"})
    assert same.status_code == 303 and client.get("/").status_code == 303


def test_the_cookie_is_out_of_reach(room):
    answer = room.log_in(room.app.test_client(), "李审查")
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith(room.site.cookie + "="))
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Secure" not in cookie
    value = re.search(r"=([^;]+)", cookie)[1]
    assert value not in room.site.database.read_bytes().decode("latin-1")


def test_a_login_form_from_elsewhere_is_refused(room):
    client = room.app.test_client()
    fields = {"name": "李审查", "password": "x", "door": "made-up"}
    assert client.post("/login", data=fields).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "../../.mineplan/site.sqlite",
        "..%2f..%2f.mineplan%2fsite.sqlite",
        "%2e%2e/manifest.json",
        "inputs/../../x",
        "/etc/passwd",
        "//etc/passwd",
        "documents",
        "documents/",
        "plan.json%00.png",
        "PLAN.JSON/../plan.json",
        "secret.txt",
    ],
)
def test_only_what_the_manifest_lists_is_served(room, path):
    (room.runs / RUN / "secret.txt").write_text("geheim", encoding="utf-8")
    client = room.browser("张审批")
    answer = client.get(f"/runs/{RUN}/{path}")
    assert answer.status_code in (301, 308, 404) and "geheim" not in answer.text
    assert client.get(f"/runs/{RUN}/plan.json").status_code == 200


@pytest.mark.parametrize("name", ["..", ".", ".mineplan", "%2e%2e", "..%2fscenarios", "iron*"])
def test_only_runs_of_the_catalogue_are_opened(room, name):
    (room.runs / ".mineplan").mkdir()
    for path in (
        f"/runs/{name}/",
        f"/runs/{name}/plan.json",
        f"/runs/{name}/review/state",
        f"/compare?a={name}&b={name}",
    ):
        assert room.browser("张审批").get(path).status_code in (301, 303, 308, 404)


def test_a_link_out_of_the_run_folder_is_not_followed(room):
    path = room.runs / RUN / "log.txt"
    path.unlink()
    outside = room.folder / "outside.txt"
    outside.write_text("started\n", encoding="utf-8")
    path.symlink_to(outside)
    assert room.browser("张审批").get(f"/runs/{RUN}/log.txt").status_code == 404


def test_what_users_write_stays_words(room):
    evil = "<script>alert(1)</script>"
    client = room.browser()
    page = client.get("/login?next=" + evil).text
    assert evil not in page
    room.log_in(client, evil)
    approver = room.browser("张审批")
    assert evil not in approver.get("/audit").text and "&lt;script&gt;" in approver.get("/audit").text
    shown = approver.get(f"/pressed?scenario={evil}").text
    assert evil not in shown


@pytest.mark.parametrize(
    "target", ["//evil.example/", "/\\evil.example", "http://evil.example/", "javascript:alert(1)"]
)
def test_login_leads_nowhere_else(room, target):
    answer = room.log_in(room.app.test_client(), "李审查", action=target)
    assert answer.status_code == 303 and answer.location == "/"


def test_the_page_is_told_its_service_and_cannot_be_broken_out_of(room):
    room.add("</script><b>", "reviewer")
    answer = room.browser("</script><b>").get(f"/runs/{RUN}/documents/review.html")
    assert answer.text.count("</script>") == 2 and "\\u003c/script\\u003e" in answer.text
    nonce = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])[1]
    assert f'nonce="{nonce}"' in answer.text and "__NONCE__" not in answer.text


def test_a_report_may_run_its_own_script_alone(room):
    policy = room.browser("张审批").get(f"/runs/{RUN}/documents/report.html").headers["Content-Security-Policy"]
    assert policy.count("sha256-") == 1 and "'unsafe-inline'" not in policy.partition("style-src")[0]
    assert "form-action 'none'" in policy and "connect-src" not in policy


def test_large_bodies_are_refused(room):
    from mineplan.web.site import Limits

    client = room.browser("李审查")
    token = csrf(client)
    room.app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = client.post("/pressed", data={"csrf": token, "corners": "x" * 5000})
    assert answer.status_code == 413 and "过大" in answer.text
    assert Limits().upload_bytes == 20 * 1024**2


def test_the_door_knows_the_form_again(room):
    client = room.app.test_client()
    first, second = field(client.get("/login").text, "door"), field(client.get("/login").text, "door")
    assert first == second  # two tabs of one browser may both log in


def test_the_server_holds_no_heavy_library():
    code = (
        "import sys; from mineplan.web import create_app; import mineplan.web.server; "
        "heavy = ('geopandas', 'pandas', 'shapely', 'numpy', 'pyproj', 'matplotlib', 'scipy'); "
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
