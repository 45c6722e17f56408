"""Cases of the formats that no fixture of its own shows: small turns of the sheet, of strings, of names and of .prj."""

import re
from pathlib import Path

import numpy as np
import pytest

from mineplan.errors import ReadError
from mineplan.geodesy import XINZHOU
from mineplan.readers.boundary_txt import parse_boundary_txt
from mineplan.readers.exploration import parse_coordinates
from mineplan.readers.files import read_file
from mineplan.readers.solids import plan_of
from mineplan.readers.source import Source
from mineplan.schema import PROJECTS, RIGHTS
from mineplan.tables import match_headers
from tests.readers.test_fixtures import FIXTURES, km2, make

OUTER, HOLE, FAR = make.OUTER, make.HOLE, make.FAR


def boundary(text):
    return parse_boundary_txt(text, Source(PROJECTS, Path("a.txt"), "a.txt", "txt", box_deg=XINZHOU.box_deg))


def sheet(*rings, area="174.0000", head=""):
    return (head or make.head()) + make.plot(rings, area)


@pytest.mark.parametrize("prefix", ["J", "J0", "0", ""])
def test_point_numbers(prefix):
    read = boundary(sheet(make.ring(OUTER, prefix=prefix), make.ring(HOLE, 2, 5, prefix=prefix)))
    assert km2(read) == pytest.approx(1.74, rel=2e-4) and read.findings == ()


def test_the_number_of_the_closing_point_may_be_skipped():
    read = boundary(sheet(make.ring(OUTER, close=False), make.ring(HOLE, 2, 6, close=False)))
    assert km2(read) == pytest.approx(1.74, rel=2e-4) and read.findings == ()


def test_a_ring_closes_within_a_millimetre():
    near = make.ring(OUTER, close=False) + f"J1,1,{make.N + 0.0005:.4f},{make.E + 38e6:.4f}\n"
    far = make.ring(OUTER, close=False) + f"J5,1,{make.N + 0.01:.4f},{make.E + 38e6:.4f}\n"
    assert [len(boundary(sheet(text, area="180")).geometry[0].exterior.coords) for text in (near, far)] == [5, 6]


@pytest.mark.parametrize("turns", [(1, 1), (1, -1), (-1, 1), (-1, -1)])
def test_holes_are_told_by_containment_whichever_way_rings_turn(turns):
    read = boundary(sheet(make.ring(OUTER[:: turns[0]]), make.ring(HOLE[:: turns[1]], 2, 5)))
    assert km2(read) == pytest.approx(1.74, rel=2e-4) and len(read.geometry[0].interiors) == 1


@pytest.mark.parametrize("name", ["2000国家大地坐标系", "2000", "CGCS2000"])
def test_names_of_the_datum(name):
    assert boundary(sheet(make.ring(OUTER), area="180", head=make.head(datum=name))).crs.to_epsg() == 4526


@pytest.mark.parametrize("name", ["80国家大地坐标系", "1980西安坐标系", "54北京坐标系", "1954年北京坐标系"])
def test_names_of_older_datums(name):
    with pytest.raises(ReadError, match="never shifted silently"):
        boundary(sheet(make.ring(OUTER), area="180", head=make.head(datum=name)))


def test_seven_values_beside_conversion_are_never_applied():
    head = make.head().replace("转换参数=,,,,,,", "转换参数=15.8,-154.4,-82.3,0,0,0,0")
    (one, other) = (boundary(sheet(make.ring(OUTER), area="180", head=h)) for h in (head, make.head()))
    assert one.geometry[0].equals(other.geometry[0])


def pairs(points, is_east_first=False):
    return " ".join(
        ",".join((f"{e + 38e6:.2f}", f"{n:.2f}") if is_east_first else (f"{n:.2f}", f"{e + 38e6:.2f}"))
        for n, e in points
    )


@pytest.mark.parametrize("is_east_first", [True, False])
def test_parts_and_rings_of_a_web_service(is_east_first):
    outer, hole, far = (pairs(points, is_east_first) for points in (OUTER, HOLE, FAR))
    areas = [
        plan_of(parse_coordinates(text).rings).area
        for text in (f"{outer}@{hole}", f"{outer}#{far}", f"{outer}@{hole}#{far}")
    ]
    np.testing.assert_allclose(areas, [1.74e6, 2.05e6, 1.99e6])


def test_asterisks_between_everything():
    read = parse_coordinates(("1," + make.registration()).replace(",", "*"))
    assert plan_of(read.rings).area == pytest.approx(1.8e6)


@pytest.mark.parametrize(("kind", "sign"), [("0", 1), ("1", -1), ("2", -1)])
def test_rings_of_exploration_rights(kind, sign):
    def ring(points, middle):
        corners = ",".join(f"{make.dms(lon, 'packed')},{make.dms(lat, 'packed')}" for lon, lat in points)
        return f"{len(points)},{corners},0,{middle},0,"

    inner = [(113.680, 38.997), (113.685, 38.997), (113.685, 39.0)]
    read = parse_coordinates(f"2,{ring(make.DEGREES, '5')}{ring(inner, kind)}")
    assert [r.sign for r in read.rings] == [1, sign]


NAMES = {
    "right_id": "许可证号 采矿许可证号 证号 XKZH CKXKZH XKZ CKZBH",
    "holder": "采矿权人 申请人 SQR CKQR",
    "mine_name": "矿山名称 项目名称 矿区名称 KSMC XMMC KQMC",
    "mineral": "开采主矿种 KCZKZ KCZKZMC",
    "capacity_t_a": "设计规模 设计生产规模 SJGM",
    "method": "开采方式 KCFS",
    "valid_from": "有效期起 YXQQ",
    "valid_to": "有效期止 YXQZ",
    "authority": "发证机关名称 FZJGMC FZJG",
    "county": "所在行政区 所在行政区名称 SZXZQ SZXZQMC",
    "top_m": "采深上限 开采深度由 CSSX XKCSS",
    "bottom_m": "采深下限 开采深度至 CSXX XKCSX",
    "area_km2": "矿区面积 登记面积 面积(km²) KQMJ MJ",
    "coordinates": "区域坐标 矿区范围 拐点坐标 QYZB CKQFW",
}


@pytest.mark.parametrize("name", NAMES)
def test_names_of_the_registry_and_its_exchange_files(name):
    assert all(list(match_headers(RIGHTS, [header], {})) == [name] for header in NAMES[name].split())


@pytest.mark.parametrize("named", [True, False])
def test_a_prj_without_a_known_name(tmp_path, named):
    for part in ("shp", "shx", "dbf", "prj"):
        (tmp_path / f"a.{part}").write_bytes((FIXTURES / "shp" / f"gbk_4d.{part}").read_bytes())
    if not named:
        text = (tmp_path / "a.prj").read_text()
        (tmp_path / "a.prj").write_text(re.sub(r'PROJCS\["[^"]*"', 'PROJCS["unnamed"', text))
    (raw,) = read_file(Source(RIGHTS, tmp_path / "a.shp", "a.shp", "shp"))
    assert raw.crs.to_epsg() == 4526


def test_this_table_is_whole():
    text = (FIXTURES / "README.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`([^`]+)`", text.partition("## 1.")[2]))
    code = "\n".join(p.read_text(encoding="utf-8") for p in FIXTURES.parent.rglob("test_*.py"))
    tests = set(re.findall(r"def test_(\w+)", code))
    files = [p for folder in FIXTURES.iterdir() if folder.is_dir() for p in folder.iterdir() if p.suffix != ".pyc"]
    names = {p.name for p in files} | {p.stem for p in files if p.parent.name == "shp"}
    unknown = {
        word
        for word in (told_word.rstrip("…") for told_word in told)
        if not (
            re.fullmatch(r"[#@*;；]|vector_coordinate", word)
            or word.rpartition("/")[2] in names
            or (FIXTURES.parent.parent / word).is_file()
            or any(test.startswith(word) for test in tests)
        )
    }
    assert not unknown
    said = {word.rpartition("/")[2] for word in told}
    assert not {p.name for p in files if p.parent.name not in ("broken", "shp")} - said
    assert not {p.stem for p in files if p.suffix == ".shp" and p.parent.name == "shp"} - said
