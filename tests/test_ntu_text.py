"""Bad files: one sentence with file, line and remedy, never anything else; long files are read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from skeleton_text import ID, body_lines, file_text, one_body_text, standing_body

from eesgn_lite.data import ntu_text
from eesgn_lite.data.errors import SkeletonFileError
from eesgn_lite.data.ntu import read_skeleton

GOOD = one_body_text(2)
LINES = GOOD.split("\r\n")
# 1 frame count; 2 bodies, 3 id, 4 joint count, 5-29 joints; 30 bodies, 31 id, 32, 33-57 joints.
SHORT_LINE = "0.5 0.5 3 1 1 1 1 0 0 0 0"


def with_line(number: int, text: str) -> str:
    """Return the good file with one line replaced."""
    lines = list(LINES)
    lines[number - 1] = text
    return "\r\n".join(lines)


def joint(**changed: str) -> str:
    """Return a joint line with some values replaced: x, colour or state."""
    places = {"x": 0, "colour": 5, "state": 11}
    values = LINES[6].split()
    for name, value in changed.items():
        values[places[name]] = value
    return " ".join(values)


def fail(path: Path, *, full: bool = False) -> SkeletonFileError:
    """Read a file that must be refused, and check the form of the sentence."""
    with pytest.raises(SkeletonFileError) as caught:
        read_skeleton(path, full=full)
    error = caught.value
    where = path.name if error.line is None else f"{path.name}, line {error.line}"
    assert str(error) == f"{where}: {error.problem}; {error.remedy}."
    assert "\n" not in str(error) and error.remedy and error.path == path
    return error


BAD = {
    "empty": ("", None, "the file is empty"),
    "cut after the count": ("2\r\n", 1, "the file ends in frame 1 of 2"),
    "cut after a body's line": ("\r\n".join(LINES[:3]), 3, "the file ends in frame 1 of 2"),
    "cut after a frame": ("\r\n".join(LINES[:29]), 29, "the file ends in frame 2 of 2"),
    "cut among joints": ("\r\n".join(LINES[:40]), 40, "the file ends in frame 2 of 2"),
    "cut within a body's line": (GOOD[: GOOD.index(" 0.01")], 3, "ends in frame 1 of 2"),
    "cut within the last line": (GOOD.rstrip()[:-3], 57, "the file ends in frame 2 of 2"),
    "more frames than fit": (with_line(1, "9" * 18), 57, f"ends in frame 3 of {'9' * 18}"),
    "far more frames": (with_line(1, "9" * 400), 1, "is no whole number of 64 bits"),
    "more bodies than fit": (with_line(2, "99999999999"), 30, "1 value where the line"),
    "24 joints": (with_line(4, "24"), 4, "24 joints where NTU RGB+D has 25"),
    "joints beyond number": (with_line(4, "9" * 19), 4, "9 joints where NTU RGB+D has 25"),
    "zero joints": (with_line(4, "0"), 4, "0 joints where NTU RGB+D has 25"),
    "a joint is missing": ("\r\n".join(LINES[:5] + LINES[6:]), 29, "1 value where a joint's"),
    "11 values": (with_line(7, SHORT_LINE), 7, "11 values where a joint's line has 12"),
    "13 values": (with_line(7, SHORT_LINE + " 2 2"), 7, "13 values where a joint's line"),
    "a blank line within": (with_line(7, ""), 7, "0 values where a joint's line has 12"),
    "9 body values": (with_line(3, f"{ID} 0 1 1 1 1 0 0 2"), 3, "9 values where the line of"),
    "two counts": (with_line(2, "1 1"), 2, "2 values where the line of the body count has 1"),
    "text for x": (with_line(7, joint(x="left")), 7, "'left' stands where a number belongs"),
    "text for colour": (with_line(7, joint(colour="?")), 7, "'?' stands where a number"),
    "no number for x": (with_line(37, joint(x="0.1.2")), 37, "'0.1.2' is no number"),
    "decimal comma": (with_line(7, joint(x="0,5")), 7, "'0,5' stands where a number belongs"),
    "underscore": (with_line(7, joint(x="1_0")), 7, "'1_0' stands where a number belongs"),
    "text for a count": (with_line(30, "one"), 30, "'one' stands where a number belongs"),
    "fraction for a count": (with_line(1, "2.0"), 1, "'2.0' is no whole number"),
    "fraction for an id": (with_line(3, "1e3 0 1 1 1 1 0 0 0 2"), 3, "'1e3' is no whole"),
    "negative frames": (with_line(1, "-2"), 1, "the frame count '-2' is negative"),
    "negative bodies": (with_line(30, "-1"), 30, "the body count '-1' is negative"),
    "negative joints": (with_line(4, "-25"), 4, "the joint count '-25' is negative"),
    "zero frames": ("0\r\n", 1, "the file has zero frames"),
    "no body": ("3\r\n0\r\n0\r\n0\r\n", None, "no body in any frame"),
    "NaN": (with_line(9, joint(x="NaN")), 9, "'NaN' is no finite coordinate"),
    "infinity": (with_line(56, joint(x="-inf")), 56, "'-inf' is no finite coordinate"),
    "too large for float32": (with_line(9, joint(x="1e39")), 9, "'1e39' is no finite"),
    "text after the end": (GOOD + "\r\n7\r\n", 59, "there is more text after the last frame"),
    "two files in one": (GOOD + GOOD, 58, "there is more text after the last frame"),
    "too few frames said": (with_line(1, "1"), 30, "there is more text after the last frame"),
    "one id twice": (
        file_text([[], [(ID, standing_body(1)[0]), (ID, standing_body(1)[0])]]),
        31,
        f"tracking id {ID} stands twice in frame 2",
    ),
    "binary": ("\x00\x01\x02PNG\r\n\x1a", 1, "stands where a number belongs"),
    "UTF-16": (GOOD.encode("utf-16").decode("latin-1"), 1, "stands where a number belongs"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_in_one_sentence(case, tmp_path):
    text, line, problem = BAD[case]
    path = tmp_path / "bad.skeleton"
    path.write_bytes(text.encode("latin-1"))
    for full in (False, True):
        error = fail(path, full=full)
        assert (error.line, problem in error.problem) == (line, True), str(error)


@pytest.mark.parametrize(
    ("line", "problem"),
    [(joint(state="3"), "'3' is no tracking state"), (joint(colour="1.2.3"), "'1.2.3' is no num")],
)
def test_what_only_a_full_reading_sees(line, problem, tmp_path):
    path = tmp_path / "bad.skeleton"
    path.write_text(with_line(8, line), encoding="ascii")
    assert read_skeleton(path).num_frames == 2
    error = fail(path, full=True)
    assert error.line == 8 and problem in error.problem


def test_values_that_are_not_needed_may_be_nan(tmp_path):
    path = tmp_path / "good.skeleton"
    path.write_text(with_line(8, joint(colour="NaN")), encoding="ascii")
    assert read_skeleton(path).valid.all()


def test_blank_lines_at_the_end_do_no_harm(tmp_path):
    path = tmp_path / "good.skeleton"
    path.write_text(GOOD + "\r\n  \r\n\r\n", encoding="ascii")
    assert read_skeleton(path).num_frames == 2


@pytest.mark.parametrize("block", [1, 100, 3000, 5000])
def test_the_size_of_a_block_changes_nothing(block, tmp_path, monkeypatch):
    path = tmp_path / "clip.skeleton"
    frames = [[(1, a), (2, a + 1)] for a in standing_body(20)]
    path.write_text(file_text(frames), encoding="ascii")
    whole = read_skeleton(path)
    monkeypatch.setattr(ntu_text, "_BLOCK", block)
    assert (read_skeleton(path).joints == whole.joints).all()
    path.write_text(with_line(37, joint(x="0.1.2")), encoding="ascii")
    assert fail(path).line == 37
    path.write_text(with_line(37, joint(x="left")), encoding="ascii")
    assert fail(path).line == 37


def test_a_line_without_an_end(tmp_path, monkeypatch):
    monkeypatch.setattr(ntu_text, "_LONGEST_LINE", 1000)
    monkeypatch.setattr(ntu_text, "_BLOCK", 100)
    path = tmp_path / "bad.skeleton"
    path.write_text("2\n" + "1 " * 1000, encoding="ascii")
    error = fail(path)
    assert "a line without an end" in error.problem


def test_a_missing_file(tmp_path):
    assert fail(tmp_path / "none.skeleton").problem == "no such file"


def test_a_folder(tmp_path):
    assert fail(tmp_path).problem == "an empty folder"
    (tmp_path / "a.skeleton").touch()
    assert fail(tmp_path).problem == "a folder, not a file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_no_file_and_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert fail(tmp_path / "pipe").problem == "not a regular file"


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    path = tmp_path / "secret.skeleton"
    path.write_text(GOOD, encoding="ascii")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    # The real thing cannot be shown by a test that runs as administrator.
    monkeypatch.setattr(Path, "open", refuse)
    error = fail(path)
    assert error.problem == "the file cannot be read (Permission denied)"
    assert error.remedy == "check its permissions"


TWO_PERSONS = file_text([[(1, a), (2, a + 1)] for a in standing_body(2)]).encode("ascii")
EDITS = st.lists(
    st.tuples(
        st.integers(0, len(TWO_PERSONS) - 1),
        st.integers(0, 30),
        st.one_of(
            st.binary(max_size=4),
            st.sampled_from([b"", b"-", b"9" * 30, b" ", b"\r\n", b"nan", b"e9", b"1e38", b"0"]),
        ),
    ),
    min_size=1,
    max_size=4,
)


@settings(
    max_examples=200, deadline=5000, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(edits=EDITS, full=st.booleans())
def test_a_damaged_file_is_read_or_refused(tmp_path, edits, full):
    text = TWO_PERSONS
    for place, length, new in edits:
        text = text[:place] + new + text[place + length :]
    path = tmp_path / "damaged.skeleton"
    path.write_bytes(text)
    try:
        clip = read_skeleton(path, full=full)
    except SkeletonFileError as error:
        assert str(error).startswith("damaged.skeleton")
    else:
        assert clip.valid.any()


# On Linux `ru_maxrss` of a child begins at the size of the process that started it.
LONG = """
import resource, sys
from pathlib import Path
from eesgn_lite.data.ntu import read_skeleton
clip = read_skeleton(Path(sys.argv[1]))
if sys.platform == "linux":
    status = Path("/proc/self/status").read_text().split()
    peak = int(status[status.index("VmHWM:") + 1]) * 1024
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(*clip.joints.shape, peak)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no resource module")
def test_100_000_frames_take_less_than_a_gibibyte(tmp_path, repository):
    path = tmp_path / "long.skeleton"
    frame = "\r\n".join(["1", *body_lines(ID, standing_body(1)[0]), ""]).encode("ascii")
    with path.open("wb") as file:
        file.write(b"100000\r\n")
        for _ in range(100):
            file.write(frame * 1000)
    done = subprocess.run(
        [sys.executable, "-c", LONG, str(path)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        cwd=repository,
    )
    *shape, peak = map(int, done.stdout.split())
    assert shape == [1, 100_000, 25, 3]
    assert peak < 2**30
