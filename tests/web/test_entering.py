"""Logging in: roles, back-off, expiry, one-time token, forms that were interrupted."""

import json
import re

import pytest

from mineplan.errors import InputError
from tests.web.rooms import PASSWORD, Room, csrf, field, napkin_run

RUN = "iron-20261125T090000-00000001"


def test_wrong_name_and_wrong_password_get_the_same_answer(room, monkeypatch):
    from mineplan.web.store import users

    asked = []
    real = users.hashed
    monkeypatch.setattr(users, "hashed", lambda password, salt: asked.append(password) or real(password, salt))
    client = room.app.test_client()
    unknown, wrong = room.log_in(client, "查无此人", "错误的密码啊啊"), room.log_in(client, "李审查", "错误的密码啊啊")
    assert unknown.status_code == wrong.status_code == 401
    plain = [re.sub(r'value="[^"]*"|nonce-[^\']*', "", page.text) for page in (unknown, wrong)]
    assert plain[0] == plain[1]
    assert asked == ["错误的密码啊啊"] * 2  # a hash is worked for a name that is not there too


def test_failures_make_a_user_wait_longer_and_longer(room):
    client = room.app.test_client()
    for _ in range(3):
        assert room.log_in(client, "李审查", "错误的密码啊啊").status_code == 401
    waiting = room.log_in(client, "李审查")
    assert waiting.status_code == 429 and waiting.headers["Retry-After"] == "1"
    waits = []
    for _ in range(9):
        waits.append(int(room.log_in(client, "李审查").headers["Retry-After"]))
        room.clock.now += waits[-1]
        assert room.log_in(client, "李审查", "错误的密码啊啊").status_code == 401
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256]
    room.clock.now += 300
    assert room.log_in(client, "李审查").status_code == 303
    assert room.parts.users.wait_s("李审查", "", room.clock()) == 0


def test_names_that_are_not_there_wait_as_well(room):
    client = room.app.test_client()
    for _ in range(3):
        room.log_in(client, "查无此人", "错误的密码啊啊")
    assert room.log_in(client, "查无此人", "错误的密码啊啊").status_code == 429
    assert room.log_in(client, "李审查").status_code == 303


def test_an_address_that_tries_many_names_waits(room):
    client = room.app.test_client()
    for k in range(20):
        room.log_in(client, f"用户{k}", "错误的密码啊啊")
    assert room.log_in(client, "李审查").status_code == 429


def test_a_session_ends_after_an_idle_hour_and_after_twelve_hours(room):
    client = room.browser("李审查")
    room.clock.now += 3500
    assert client.get("/").status_code == 200
    room.clock.now += 3500
    assert client.get("/").status_code == 200
    room.clock.now += 3700
    assert client.get("/").status_code == 303
    again = room.browser("李审查")
    for _ in range(13):
        room.clock.now += 3400
        last = again.get("/").status_code
    assert last == 303


def test_a_form_of_an_expired_session_is_not_lost(room):
    client = room.browser("王经办")
    token = csrf(client)
    room.clock.now += 4000
    corners = "J1\t4263366.64\t38411319.48\nJ2 <b>"
    page = client.post("/pressed", data={"csrf": token, "corners": corners, "scenario": "pressed"})
    assert page.status_code == 401 and "没有丢失" in page.text and "38411319.48" in page.text
    kept = field(page.text, "kept").replace("&#34;", '"').replace("&lt;", "<").replace("&gt;", ">")
    fields = {
        "door": field(page.text, "door"),
        "name": "王经办",
        "password": PASSWORD,
        "action": field(page.text, "action"),
    }
    failed = client.post("/login", data=fields | {"kept": kept, "password": "错误的密码啊啊"})
    assert failed.status_code == 401 and "38411319.48" in failed.text  # still there after a slip
    resumed = client.post("/login", data=fields | {"kept": kept})
    assert resumed.status_code == 200 and 'action="/pressed"' in resumed.text
    assert "38411319.48" in resumed.text and "J2 &lt;b&gt;" in resumed.text
    assert token not in resumed.text
    assert client.post("/logout", data={"csrf": field(resumed.text, "csrf")}).status_code == 303


def test_a_button_of_an_expired_session_leads_home(room):
    client = room.browser("王经办")
    token = csrf(client)
    room.clock.now += 4000
    page = client.post("/logout", data={"csrf": token})
    assert page.status_code == 401 and field(page.text, "action") == "/"


def test_a_script_of_an_expired_session_is_told(room):
    client = room.browser("李审查")
    token = csrf(client)
    room.clock.now += 4000
    opinion = {"group_id": "G-C0000", "kind": "opinion", "verdict": "agree", "text": "", "seen": 0}
    answer = client.post(f"/runs/{RUN}/review/events", json=opinion, headers={"X-CSRF-Token": token})
    assert answer.status_code == 401 and answer.json["login"] == "/login"


def test_a_new_password_ends_the_sessions(room):
    client = room.browser("李审查")
    room.parts.users.set_password("李审查", "另一个密码12345")
    assert client.get("/").status_code == 303
    assert room.log_in(client, "李审查").status_code == 401


def test_logging_out_ends_the_session_on_the_server(room):
    client = room.browser("李审查")
    cookie = client.get_cookie(room.site.cookie).value
    client.post("/logout", data={"csrf": csrf(client)})
    client.set_cookie(room.site.cookie, cookie)
    assert client.get("/").status_code == 303


def test_logging_in_again_ends_the_session_before(room):
    client = room.browser("李审查")
    before = client.get_cookie(room.site.cookie).value
    room.log_in(client, "张审批")
    stranger = room.app.test_client()
    stranger.set_cookie(room.site.cookie, before)
    assert stranger.get("/").status_code == 303 and client.get("/audit").status_code == 200


def test_the_audit_is_the_approvers(room):
    for name, code in (("王经办", 403), ("李审查", 403), ("张审批", 200)):
        assert room.browser(name).get("/audit").status_code == code


def test_logins_are_audited_and_the_audit_cannot_be_rewritten(room):
    import sqlite3

    room.log_in(room.app.test_client(), "李审查", "错误的密码啊啊")
    room.browser("李审查")
    lines = room.parts.audit.read("login", None, 10)
    assert [(line["name"], line["outcome"]) for line in lines] == [("李审查", ""), ("李审查", "失败")]
    with sqlite3.connect(room.site.database) as connection:
        for sql in ("DELETE FROM audit", "UPDATE audit SET name = ''"):
            with pytest.raises(sqlite3.IntegrityError, match="never"):
                connection.execute(sql)


@pytest.mark.parametrize(
    ("name", "role", "password", "words"),
    [
        ("", "clerk", PASSWORD, "no name"),
        (" a", "clerk", PASSWORD, "no name"),
        ("甲\n", "clerk", PASSWORD, "no name"),
        ("甲", "boss", PASSWORD, "no role"),
        ("甲", "clerk", "短", "at least 10"),
        ("李审查", "clerk", PASSWORD, "there already"),
    ],
)
def test_users_are_checked(room, name, role, password, words):
    with pytest.raises(InputError, match=words):
        room.parts.users.add(name, role, password, 0.0)


def test_hashes_are_salted_and_real():
    from mineplan.web.store.users import hashed

    one, two = hashed("密码", b"1" * 16), hashed("密码", b"2" * 16)
    assert one.startswith("scrypt$16384$8$5$") and one.split("$")[5] != two.split("$")[5]


@pytest.fixture
def alone(tmp_path):
    """The site of one run, without users."""
    napkin_run(tmp_path / "runs")
    made = Room(tmp_path, project=None, only=RUN, key="einmal")
    yield made
    made.parts.close()


def enter(client, name="赵示例", token="einmal"):
    page = client.get(f"/enter?token={token}").text
    return client.post("/enter", data={"door": field(page, "door"), "token": token, "name": name, "action": "/"})


def test_the_token_opens_once_and_asks_the_name_once(alone):
    client = alone.app.test_client()
    assert client.get("/").location == "/enter"
    assert "姓名" not in client.get("/enter").text.partition("<main")[2].partition("请填写姓名")[2]
    assert enter(client, token="falsch").status_code == 403
    assert enter(client, name=" ").status_code == 422
    assert enter(client).status_code == 303
    assert client.get("/").location == f"/runs/{RUN}/"
    state = client.get(f"/runs/{RUN}/review/state").json
    assert (state["reviewer"], state["role"]) == ("赵示例", "approver")
    second = enter(alone.app.test_client())
    assert second.status_code == 403 and "只能使用一次" in second.text


def test_the_review_of_one_run_shows_nothing_else(alone):
    napkin_run(alone.runs, "iron-20261125T100000-00000002")
    client = alone.app.test_client()
    enter(client)
    assert client.get("/runs/iron-20261125T100000-00000002/").status_code == 404
    for path in ("/pressed", "/start/iron/consolidate", "/tasks/x"):
        assert client.get(path).status_code == 404


def test_a_guessed_token_makes_wait(alone):
    client = alone.app.test_client()
    for _ in range(20):
        enter(client, token="falsch")
    assert enter(client).status_code == 429
    alone.clock.now += 301
    assert enter(client).status_code == 303


def test_there_are_no_passwords_where_there_are_no_users(alone):
    client = alone.app.test_client()
    assert client.get("/login").status_code == 303
    page = client.get("/enter?token=einmal").text
    answer = client.post("/login", data={"door": field(page, "door"), "name": "x", "password": "x"})
    assert answer.status_code == 404
    assert json.dumps(answer.text)
