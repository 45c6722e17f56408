"""What browsers send: named anew, limited, refused with all its faults at once."""

import io
import os
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage

from mineplan.errors import InputError
from mineplan.web.uploads import keep, safe_name, sweep


def sent(name, content=b"x"):
    return FileStorage(io.BytesIO(content), filename=name)


def zipped(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/a.txt", "a.txt"),
        ("C:\\a\\示例 项目.TXT", "示例_项目.txt"),
        (".ssh", "ssh"),
        ("a\0b.txt", "a_b.txt"),
        ("x.shp.zip", "x.shp.zip"),
        ("a;rm -rf $HOME.kml", "a_rm_-rf_HOME.kml"),
        ("长" * 300 + ".txt", "长" * 77 + ".txt"),
    ],
)
def test_names(name, kept):
    assert safe_name(name) == kept


@given(st.text(max_size=200))
def test_no_name_leads_out_of_its_folder(name):
    kept = safe_name(name)
    assert "/" not in kept and "\\" not in kept and "\0" not in kept and not kept.startswith(".") and len(kept) <= 80


def test_a_shapefile_with_its_parts_is_one_file(tmp_path):
    files, names = keep([sent(f"a.{e}") for e in ("shp", "shx", "dbf", "prj")], "", tmp_path / "u", 10**6)
    assert [p.name for p in files] == ["a.shp"] and len(names) == 4


def test_pasted_corners_become_a_file(tmp_path):
    files, _ = keep([], "J1\t1\t2\r\nJ2\t3\t4", tmp_path / "u", 10**6)
    assert files[0].read_text(encoding="utf-8") == "J1\t1\t2\nJ2\t3\t4\n"


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "请选择"),
        ([("a.exe", b"MZ")], "a.exe：不是可读"),
        ([("a", b"x")], "a：不是可读"),
        ([("a.gdb", b"x")], "不是可读"),
        ([("a.txt", b"x"), ("b/a.txt", b"y")], "同名"),
        ([("a.shx", b"x"), ("a.dbf", b"x")], "缺少 .shp"),
        ([("a.txt", b"")], "空的"),
        ([(f"{k}.txt", b"x") for k in range(21)], "最多20"),
        ([("a.zip", b"no zip")], "no readable zip"),
        ([("bomb.zip", zipped(**{"a.txt": b"0" * 30_000_000}))], "bomb"),
        ([("big.kmz", zipped(**{f"{k}.kml": bytes(range(256)) * 4000 for k in range(3)}))], "超过1MB"),
    ],
)
def test_faults(tmp_path, files, words):
    with pytest.raises(InputError, match=words):
        keep([sent(*one) for one in files], "", tmp_path / "u", 1024**2)
    assert not (tmp_path / "u").exists()


def test_old_uploads_are_swept_away(tmp_path):
    for name in ("old", "new"):
        keep([sent("a.txt")], "", tmp_path / "uploads" / name, 10**6)
    os.utime(tmp_path / "uploads" / "old", (1000, 1000))
    sweep(tmp_path / "uploads", 2000)
    sweep(tmp_path / "none", 2000)
    assert [p.name for p in (tmp_path / "uploads").iterdir()] == ["new"]
