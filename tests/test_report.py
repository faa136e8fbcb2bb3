"""The table that `prepare` ends with."""

from __future__ import annotations

from pathlib import Path

from eesgn_lite.data.report import PrepareReport, Skipped, SplitCount


def make_report(skipped=(), up_to_date=False) -> PrepareReport:
    counts = (
        SplitCount(
            protocol="ntu120-csub", side="test", found=7, published=50919, from_memory=True
        ),
        SplitCount(protocol="msr-action3d-as1", side="test", found=8, published=None,
                   from_memory=False),
    )  # fmt: skip
    return PrepareReport(
        name="ntu120",
        folder=Path("out") / "ntu120",
        clips=15,
        counts=counts,
        skipped=skipped,
        up_to_date=up_to_date,
    )


def test_the_table_sets_found_beside_published():
    lines = str(make_report()).splitlines()
    assert lines[0].endswith("ntu120 is written: 15 clips.")
    assert lines[2].split() == ["protocol", "side", "clips", "published"]
    assert lines[3].split() == ["ntu120-csub", "test", "7", "50919", "from", "memory"]
    assert lines[4].split() == ["msr-action3d-as1", "test", "8", "-"]
    assert lines[-1] == "No file was skipped."
    assert "is up to date" in str(make_report(up_to_date=True))


def test_skipped_files_are_grouped_by_reason():
    skipped = (Skipped("b", "broken"), Skipped("c", "absent"), Skipped("d", "broken"))
    assert str(make_report(skipped)).splitlines()[-3:] == [
        "3 files were skipped:",
        "  absent: 1 (c)",
        "  broken: 2 (b, d)",
    ]
    assert "1 file was skipped:" in str(make_report(skipped[:1]))


def test_a_long_group_is_cut():
    skipped = tuple(Skipped(f"file{number:03}", "missing") for number in range(302))
    line = str(make_report(skipped)).splitlines()[-1]
    assert line.startswith("  missing: 302 (file000, ") and line.endswith("file009 and 292 more)")
