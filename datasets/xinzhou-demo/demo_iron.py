"""The iron belts of the sample dataset: one function a belt, each for a situation that the planner must meet."""

from __future__ import annotations

from collections.abc import Sequence

from demo_layout import UV, Body, Frame, Right, Ring, Site, box, row

A, B = Frame(112.90, 39.12, 60), Frame(113.05, 39.02, 65)
C, D, E = Frame(113.42, 39.12, 55), Frame(112.84, 39.03, 62), Frame(113.20, 39.13, 70)
F, G, H = Frame(113.56, 39.04, 55), Frame(113.35, 38.85, 50), Frame(113.06, 38.83, 45)
J, K, L = Frame(112.78, 38.86, 40), Frame(112.50, 38.95, 80), Frame(112.84, 38.70, 30)
M, N, P = Frame(112.33, 39.06, 35), Frame(112.99, 38.52, 20), Frame(111.58, 38.74, 10)
Q, T, U, V = Frame(111.90, 38.40, 75), Frame(113.00, 39.10, 30), Frame(113.33, 39.26, 50), Frame(112.66, 38.50, 0)


def right(
    key: str,
    frame: Frame,
    points: Sequence[UV],
    county: str,
    capacity: float,
    top: float,
    bottom: float,
    **more: object,
) -> Right:
    """Return an iron right of one ring."""
    return Right(key, frame, (Ring(tuple(points), top, bottom),), county, "铁矿", capacity, **more)  # type: ignore[arg-type]


def shared_by_eight() -> Site:
    """One orebody under eight rights of six holders, all below the minimum capacity."""
    far = [300, 300, 300, 500, 500, 500, 300, 300]
    shapes = row(-20, [330, 300, 420, 380, 360, 400, 280, 350], [0, 40, 0, 120, 0, 60, 0], [(-60, v) for v in far])
    capacity, holder = [6, 5, 8, 10, 6, 9, 4, 5], [1, 1, 2, 3, 4, 4, 5, 6]
    rights = [
        right(
            f"A{k + 1}",
            A,
            shape,
            "代县",
            capacity[k],
            1460 - 10 * (k % 3),
            1140,
            holder=holder[k],
            status="停产" if k == 6 else "生产",
            until="2025-12-31" if k == 1 else "",
        )
        for k, shape in enumerate(shapes)
    ]
    return Site(
        rights,
        [
            Body("I-A1", A, (0, 3000), 0, (1450, 1150), 60, 9, 3.35, 29.5, reserves=(0.10, 0.22)),
            Body("I-A2", A, (1130, 2260), 262, (1380, 1000), 65, 6, 3.30, 27.8),
        ],
    )


def t_junction() -> Site:
    """Two parallel orebodies joined by one right; a neighbour's corner in the middle of an edge."""
    spans = [(-80, 200), (-80, 200), (-80, 200), (-80, 560)]
    north = row(-20, [450, 500, 430, 440], [0, 30, 0], spans, skew=0, bulge=(7, 0))
    south = row(-20, [950, 350], [90], [(200, 560)] * 2, skew=0, bulge=(0, 8))
    shapes, capacity, holder = north + south, [10, 12, 8, 15, 6, 3], [7, 8, 8, 9, 10, 11]
    rights = [
        right(f"B{k + 1}", B, shape, "代县", capacity[k], 1510, 1090 if k > 2 else 1190, holder=holder[k])
        for k, shape in enumerate(shapes)
    ]
    return Site(
        rights,
        [
            Body("I-B1", B, (0, 1800), 0, (1500, 1200), 70, 10, 3.40, 31.2),
            Body("I-B2", B, (200, 1810), 330, (1420, 1100), 65, 8, 3.32, 28.4, (0.0, 0.45, 0.55)),
        ],
    )


def good_large_mines() -> Site:
    """Two large mines with orebodies of their own: they simply stay."""
    hole = Ring(box(2250, 2500, 500, 640), 1650, 1560, "扣除示例云台村保护范围", -1)
    outline = ((0, -300), (0, 680), (1300, 705), (2850, 690), (2800, -280), (1500, -310))
    large = Right("C1", C, (Ring(outline, 1650, 1050), hole), "繁峙县", "铁矿", 100, 12, until="2043-06-30")
    second = right(
        "D1", D, ((0, -250), (0, 560), (1950, 570), (2000, -240)), "代县", 60, 1480, 1000, holder=13, until="2038-11-15"
    )
    return Site(
        [large, second],
        [
            Body(
                "I-C1", C, (200, 2500), 0, (1600, 1100), 55, 26, 3.45, 32.6, (0.30, 0.45, 0.25), reserves=(0.22, 0.30)
            ),
            Body("I-C2", C, (600, 2000), 450, (1580, 1280), 60, 12, 3.38, 30.1, (0.20, 0.45, 0.35)),
            Body(
                "I-D1", D, (100, 1850), 0, (1450, 1030), 62, 22, 3.40, 31.5, (0.25, 0.45, 0.30), reserves=(0.15, 0.28)
            ),
        ],
    )


def overlapping_and_stacked() -> Site:
    """A pair that overlaps as solids, and two rights above each other that never meet."""
    tops = [box(-20, 560, -60, 180), box(500, 1050, -60, 180), box(1050, 1530, -60, 190)]
    rights = [
        right(f"E{k + 1}", E, shape, "繁峙县", (9, 12, 7)[k], 1560, 1240, holder=(14, 15, 16)[k])
        for k, shape in enumerate(tops)
    ]
    rights += [
        right("E4", E, box(0, 500, 600, 900), "繁峙县", 8, 1560, 1300, holder=17),
        right("E5", E, box(0, 500, 600, 900), "繁峙县", 6, 1280, 1000, holder=18),
        right("E6", E, box(650, 1110, 600, 900), "繁峙县", 10, 1520, 1080, holder=17),
    ]
    return Site(
        rights,
        [
            Body("I-E1", E, (0, 1500), 0, (1550, 1250), 75, 9, 3.35, 29.0),
            Body("I-E2", E, (20, 480), 640, (1540, 1310), 50, 6, 3.25, 26.4),
            Body("I-E3", E, (20, 480), 650, (1270, 1020), 55, 6, 3.28, 27.1),
            Body("I-E4", E, (670, 1090), 660, (1500, 1100), 68, 6, 3.30, 28.8),
        ],
    )


def in_reserve() -> Site:
    """A belt whose first right lies wholly in a nature reserve, its second partly; one right in the red line."""
    shapes = row(-20, [480, 480, 450, 520], [0, 20, 0], [(-70, 330)] * 4)
    rights = [
        right(f"F{k + 1}", F, shape, "繁峙县", (12, 10, 9, 11)[k], 1700, 1380, holder=(19, 19, 20, 21)[k])
        for k, shape in enumerate(shapes)
    ]
    rights.append(
        right("F5", F, ((3000, 0), (2990, 340), (3420, 350), (3430, -10)), "繁峙县", 5, 1750, 1500, holder=22)
    )
    return Site(
        rights,
        [
            Body("I-F1", F, (0, 1900), 0, (1690, 1390), 58, 11, 3.36, 30.4),
            Body("I-F2", F, (3020, 3400), 60, (1740, 1510), 60, 5, 3.22, 26.0, (0, 0.3, 0.7)),
        ],
    )


def expired_in_belt() -> Site:
    """Five rights of three holders on one orebody, licences of two have run out; a sixth 60 m south; an unheld body."""
    shapes = row(-10, [420, 460, 380, 500, 440], [0, 25, 0, 70], [(-80, 290)] * 5)
    until = ["2029-05-31", "2024-06-30", "2030-01-15", "2023-09-10", "2031-12-31"]
    rights = [
        right(
            f"G{k + 1}",
            G,
            shape,
            "五台县",
            (7, 5, 9, 6, 12)[k],
            1620,
            1340,
            holder=(23, 24, 24, 25, 25)[k],
            until=until[k],
            status="停产" if k in (1, 3) else "生产",
        )
        for k, shape in enumerate(shapes)
    ]
    hole = Ring(box(900, 960, 560, 640), 1620, 1540, "扣除示例石佛庙文物点范围", -1)
    rights.append(
        Right(
            "G6",
            G,
            (Ring(((700, 362), (690, 720), (1250, 730), (1260, 360)), 1620, 1350), hole),
            "五台县",
            "铁矿",
            8,
            26,
        )
    )
    return Site(
        rights,
        [
            Body("I-G1", G, (0, 2250), 0, (1610, 1350), 55, 8, 3.30, 28.9),
            Body("I-G2", G, (720, 1230), 420, (1600, 1370), 62, 6, 3.26, 27.5),
            Body("I-G3", G, (300, 1300), -1100, (1680, 1400), 65, 9, 3.31, 28.0, (0, 0.2, 0.8)),
        ],
    )


def two_short_belts() -> Site:
    """Two orebodies on one strike: two rights on the first, three on the second, a red line across one."""
    shapes = row(-20, [460, 480, 420, 400, 430], [0, 150, 0, 35], [(-60, 270)] * 5)
    rights = [
        right(f"H{k + 1}", H, shape, "五台县", (15, 11, 6, 5, 7)[k], 1560, 1270, holder=(27, 28, 29, 29, 30)[k])
        for k, shape in enumerate(shapes)
    ]
    return Site(
        rights,
        [
            Body("I-H1", H, (0, 900), 0, (1550, 1290), 60, 10, 3.38, 30.8),
            Body("I-H2", H, (1110, 2330), 0, (1540, 1300), 58, 7, 3.33, 29.3),
            Body("I-H3", H, (480, 800), 215, (1500, 1430), 72, 6, 3.21, 25.6, (0, 0.25, 0.75)),
        ],
    )


def motorway_between() -> Site:
    """Four rights on one orebody, a motorway between the second and the third; a fifth at a water source."""
    shapes = row(-20, [400, 430, 420, 410], [0, 260, 0], [(-80, 280)] * 4, skew=0)
    rights = [
        right(f"J{k + 1}", J, shape, "原平市", (14, 9, 10, 16)[k], 1390, 1080, holder=(31, 32, 33, 33)[k])
        for k, shape in enumerate(shapes)
    ]
    rights.append(right("J5", J, box(300, 760, 470, 800), "原平市", 5, 1350, 1150, holder=34))
    return Site(
        rights,
        [
            Body("I-J1", J, (0, 1850), 0, (1380, 1100), 63, 10, 3.36, 30.0),
            Body("I-J2", J, (320, 740), 530, (1340, 1160), 58, 5, 3.24, 26.7),
        ],
    )


def across_the_zones() -> Site:
    """A belt across 112.5°E: two rights in zone 37, two in zone 38, one astride the meridian."""
    shapes = row(-1020, [500, 500, 500, 490], [0, 40, 0], [(-70, 290)] * 4, skew=0)
    rights = [
        right(
            f"K{k + 1}",
            K,
            shape,
            "宁武县" if k < 2 else "原平市",
            (8, 7, 9, 6)[k],
            1480,
            1190,
            holder=(35, 36, 36, 37)[k],
        )
        for k, shape in enumerate(shapes)
    ]
    rights.append(right("K5", K, box(-230, 330, 320, 640), "原平市", 4, 1470, 1250, holder=37))
    return Site(
        rights,
        [
            Body("I-K1", K, (-1000, 1000), 0, (1470, 1200), 60, 9, 3.34, 29.7),
            Body("I-K2", K, (-200, 300), 380, (1460, 1270), 55, 5, 3.25, 27.0),
        ],
    )


def one_holder_without_orebody() -> Site:
    """Four rights of one holder side by side; no orebody is on file."""
    shapes = [box(0, 400, 0, 350), box(400, 820, 0, 350), box(0, 410, 350, 700), box(490, 900, 430, 760)]
    return Site(
        [
            right(f"L{k + 1}", L, shape, "原平市", (5, 4, 6, 3)[k], 1150, 980, holder=38)
            for k, shape in enumerate(shapes)
        ]
    )


def lone_rights() -> Site:
    """Rights that stand alone, each with one oddity."""
    pair = row(0, [420, 450], [180], [(-60, 260)] * 2)
    two = (Ring(box(0, 300, 0, 320), 1250, 1100), Ring(box(520, 760, 30, 300), 1220, 1120))
    wrong = (
        Ring(((0, 0), (-10, 400), (520, 410), (530, -5)), 1100, 900),
        Ring(box(200, 290, 120, 210), 1100, 1060, "扣除示例水文孔范围", 1),
    )
    apart = (Ring(box(0, 340, 0, 330), 1420, 1260), Ring(box(430, 700, 0, 310), 1390, 1280))
    rights = [
        right("M1", M, pair[0], "宁武县", 9, 1650, 1400, holder=39),
        right("M2", M, pair[1], "宁武县", 12, 1650, 1390, holder=40),
        Right("N1", N, two, "定襄县", "铁矿", 3, 41, "关闭", "2019-08-31"),
        right(
            "P1",
            P,
            box(0, 460, 0, 380),
            "岢岚县",
            5,
            1720,
            1540,
            holder=42,
            status="停产",
            until="2022-10-20",
            form="degrees",
        ),
        right(
            "Q1",
            Q,
            ((0, 0), (20, 340), (410, 360), (400, -20)),
            "静乐县",
            3,
            1580,
            1450,
            holder=43,
            status="停产",
            form="degrees",
        ),
        Right("T1", T, wrong, "代县", "铁矿", 30, 44, area="off"),
        Right("U1", U, apart, "繁峙县", "铁矿", 6, 45),
        right("V1", V, box(0, 420, 0, 360), "忻府区", 4, 1080, 940, holder=46, status="在建", form="degrees"),
    ]
    return Site(
        rights,
        [
            Body("I-M1", M, (20, 1030), 0, (1640, 1410), 62, 8, 3.32, 28.6),
            Body("I-T1", T, (30, 490), 60, (1090, 910), 48, 20, 3.29, 27.9),
            Body("I-Q1", Q, (40, 370), 80, (1570, 1460), 70, 7, 3.22, 25.9, (0, 0, 1)),
        ],
    )


def iron_sites() -> list[Site]:
    """Return every iron belt, in the order of the ledger."""
    return [
        shared_by_eight(),
        t_junction(),
        good_large_mines(),
        overlapping_and_stacked(),
        in_reserve(),
        expired_in_belt(),
        two_short_belts(),
        motorway_between(),
        across_the_zones(),
        one_holder_without_orebody(),
        lone_rights(),
    ]
