"""Protocols: who trains and who tests, as published, and never both."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from eesgn_lite.data.actions import ACTIONS, NTU_ACTIONS
from eesgn_lite.data.clips import Clip, Recording
from eesgn_lite.data.skeletons import KINECT20
from eesgn_lite.data.splits import PROTOCOLS, get_protocol, split_rows
from eesgn_lite.data.store import pack

NAMES = (
    "mini-ntu nw-ucla msr-action3d-as1 msr-action3d-as2 msr-action3d-as3 msr-action3d-all "
    "ntu60-cs ntu60-cv ntu120-csub ntu120-cset"
)


def store_of(*recordings: Recording):
    """Pack one still frame for each recording."""
    joints, valid = np.ones((1, 1, 20, 3), np.float32), np.ones((1, 1), bool)
    return pack(
        Clip(joints=joints, valid=valid, skeleton=KINECT20, recording=recording)
        for recording in recordings
    )


def test_the_names_are_those_promised():
    assert " ".join(PROTOCOLS) == NAMES
    with pytest.raises(ValueError, match="No data set 'ucla'; there are mini-ntu, nw-ucla"):
        get_protocol("ucla")


@pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=PROTOCOLS)
def test_sides_are_disjoint_and_val_belongs_to_training(protocol):
    assert not set(protocol.training_side) & set(protocol.test)
    assert set(protocol.val) < set(protocol.training_side)
    assert set(protocol.actions) <= set(ACTIONS[protocol.source])
    assert protocol.why_val.endswith(".")


@pytest.mark.parametrize(
    ("name", "field", "train", "test", "actions"),
    [
        ("mini-ntu", "performer", 6, 4, 16),
        ("nw-ucla", "camera", 2, 1, 10),
        ("msr-action3d-as1", "performer", 5, 5, 8),
        ("msr-action3d-as2", "performer", 5, 5, 8),
        ("msr-action3d-as3", "performer", 5, 5, 8),
        ("msr-action3d-all", "performer", 5, 5, 20),
        ("ntu60-cs", "performer", 20, 20, 60),
        ("ntu60-cv", "camera", 2, 1, 60),
        ("ntu120-csub", "performer", 53, 53, 120),
        ("ntu120-cset", "setup", 16, 16, 120),
    ],
)
def test_sizes(name, field, train, test, actions):
    protocol = PROTOCOLS[name]
    assert protocol.field == field
    assert (len(protocol.training_side), len(protocol.test)) == (train, test)
    assert len(protocol.actions) == actions


def test_published_totals_agree_with_each_other():
    assert sum(PROTOCOLS["ntu60-cs"].published) == sum(PROTOCOLS["ntu60-cv"].published) == 56_578
    assert sum(PROTOCOLS["ntu120-csub"].published) == 114_480 - 535
    assert sum(PROTOCOLS["ntu120-cset"].published) == 114_480 - 535
    assert {name for name, protocol in PROTOCOLS.items() if protocol.from_memory} == {
        "ntu120-csub",
        "ntu120-cset",
    }


def test_ntu120_keeps_the_performers_of_ntu60_on_their_sides():
    small, large = PROTOCOLS["ntu60-cs"], PROTOCOLS["ntu120-csub"]
    assert set(small.training_side) < set(large.training_side)
    assert set(small.test) < set(large.test)
    assert {performer for performer in large.training_side if performer > 97} == {98, 100, 103}


def test_mini_ntu_sides_are_those_of_ntu60():
    small, large = PROTOCOLS["mini-ntu"], PROTOCOLS["ntu60-cs"]
    assert small.training_side == (1, 2, 4, 5, 8, 9) and small.val == (8, 9)
    assert set(small.training_side) < set(large.training_side)
    assert set(small.test) < set(large.test)


def test_the_action_sets_of_msr_cover_all_twenty():
    sets = [set(PROTOCOLS[f"msr-action3d-as{number}"].actions) for number in (1, 2, 3)]
    assert set.union(*sets) == set(range(1, 21))
    assert sets[0] & sets[2] == {6, 18, 20} and sets[1] & sets[2] == {14}


def test_ntu_actions_stand_under_their_numbers():
    assert len(NTU_ACTIONS) == 120 and len(set(NTU_ACTIONS.values())) == 120
    some = {1: "drink water", 50: "punching/slapping other person", 58: "handshaking"}
    some |= {60: "walking apart from each other", 61: "put on headphone", 101: "cross toe touch"}
    assert some.items() <= NTU_ACTIONS.items()


def test_rows_go_where_the_view_says():
    store = store_of(
        *(Recording(name=f"c{i}", action=4, camera=view) for i, view in enumerate((3, 1, 2, 1))),
        Recording(name="not an action of the set", action=7, camera=9),
    )
    rows = split_rows(PROTOCOLS["nw-ucla"], store)
    assert {split: found.tolist() for split, found in rows.items()} == {
        "train": [1, 3],
        "val": [2],
        "test": [0],
    }
    assert all(found.dtype == np.int64 for found in rows.values())


def test_rows_and_single_recordings_agree():
    protocol = PROTOCOLS["msr-action3d-all"]
    recordings = [
        Recording(name=f"a{action:02}_s{performer:02}_e01", action=action, performer=performer)
        for action in (0, 1, 4, 20, 21)
        for performer in range(1, 11)
    ]
    rows = split_rows(protocol, store_of(*recordings))
    expected = {"train": [], "val": [], "test": []}
    for row, recording in enumerate(recordings):
        if protocol.includes(recording):
            expected[protocol.assign(recording)].append(row)
    assert {split: found.tolist() for split, found in rows.items()} == expected
    # Three actions of ten performers, without a04_s03_e01 and a20_s07_e01, which are unused.
    assert sum(map(len, expected.values())) == 28


def test_a_performer_of_neither_side_is_named():
    stranger = Recording(name="S001C001P041R001A001", action=1, performer=41)
    message = "Clip 'S001C001P041R001A001': performer 41 is on neither side of ntu60-cs"
    with pytest.raises(ValueError, match=message):
        split_rows(PROTOCOLS["ntu60-cs"], store_of(stranger))
    with pytest.raises(ValueError, match="camera None is on neither side of nw-ucla"):
        PROTOCOLS["nw-ucla"].assign(Recording(name="a", action=1))


def test_a_protocol_checks_itself():
    protocol = PROTOCOLS["nw-ucla"]
    with pytest.raises(ValueError, match="training side and test overlap"):
        replace(protocol, test=(2, 3))
    with pytest.raises(ValueError, match="val must be part of the training side"):
        replace(protocol, val=(3,))
    with pytest.raises(ValueError, match="val must be part of the training side"):
        replace(protocol, val=(1, 2))
    with pytest.raises(ValueError, match="the actions must ascend"):
        replace(protocol, actions=(2, 1))


def test_the_unused_msr_files_are_those_not_on_the_published_list(data_root):
    folder = data_root / "msr-action3d"
    used = (folder / "files_used_in_cvpr12_paper.txt").read_text(encoding="utf-8").split()
    there = {path.name[:11] for path in folder.glob("*_skeleton3D.txt")}
    assert there - set(used) == PROTOCOLS["msr-action3d-all"].unused
