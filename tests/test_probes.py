"""Probes: balanced classes, performers apart, the same clips for the same seed."""

from dataclasses import replace

import numpy as np
import pytest

import eesgn_lite as ee
from eesgn_lite.course.probes import PROBES
from eesgn_lite.course.probes.design import SPLITS, Probe

MADE = ("streams", "pooling", "temporal", "regulariser")


@pytest.fixture(scope="module", params=MADE)
def probe(request):
    """Each probe, once."""
    return ee.make_probe(request.param)


def test_every_class_has_as_many_clips_in_every_split(probe):
    for split in SPLITS:
        labels = getattr(probe, split).labels
        assert len(set(np.bincount(labels, minlength=len(probe.classes)))) == 1, split


def test_no_performer_is_in_two_splits(probe):
    people = [set(probe.train.store.performer[getattr(probe, s).rows]) for s in SPLITS]
    assert sum(map(len, people)) == len(set.union(*people))
    assert len(probe.training_side) == len(probe.train) + len(probe.val)


def test_labels_of_val_and_test_are_right(probe):
    for split in ("val", "test"):
        part = getattr(probe, split)
        assert (part.labels == part.store.action[part.rows] - 1).all()


def test_as_many_training_labels_are_wrong_as_the_probe_says(probe):
    wrong = probe.train.labels != probe.train.store.action[probe.train.rows] - 1
    share = PROBES[probe.name.removeprefix("probe-")].noisy_labels
    assert wrong.mean() == pytest.approx(share, abs=0.05)


def test_a_seed_makes_the_same_clips_and_another_makes_others(probe):
    name = probe.name.removeprefix("probe-")
    again, other = ee.make_probe(name), ee.make_probe(name, seed=2)
    assert np.array_equal(again.test.store.joints, probe.test.store.joints)
    assert not np.array_equal(other.test[0].joints[0, 0], probe.test[0].joints[0, 0])


def test_an_unknown_probe_is_named_in_the_error():
    with pytest.raises(ValueError, match="No probe 'smell'; there are streams"):
        ee.make_probe("smell")


def test_wrong_labels_are_spread_over_the_other_classes_alike():
    probe = replace(PROBES["streams"], noisy_labels=0.3)
    labels = np.repeat(np.arange(4), 10)
    spoiled = probe.spoil(labels, 4, np.random.default_rng(0))
    assert (spoiled != labels).sum() == 12
    assert (np.bincount(spoiled) == 10).all()


@pytest.mark.parametrize(
    ("change", "problem"),
    [({"performers": {"train": 2}}, "needs performers and clips"), ({"noisy_labels": 1.0}, "0, 1")],
)
def test_what_makes_no_probe_is_refused(change, problem):
    with pytest.raises(ValueError, match=problem):
        Probe(title="none", enhancement="streams", **change)


def test_performers_are_counted_through_the_splits():
    probe = PROBES["streams"]
    assert probe.split_of(1) == "train" and probe.split_of(18) == "test"
    with pytest.raises(ValueError, match="There are 18 performers, not 19"):
        probe.split_of(19)


def test_both_sides_differ_in_the_model_alone(probe):
    name = probe.name.removeprefix("probe-")
    made = [ee.probe_experiment(probe, side, seed=3) for side in PROBES[name].sides]
    assert len({one.data for one in made}) == len({one.train for one in made}) == 1
    assert len({repr(one.model) for one in made}) == len(made)


def test_only_probes_have_a_probe_recipe(probe):
    with pytest.raises(ValueError, match="'mini-ntu' is no probe"):
        ee.probe_experiment(ee.load_dataset("mini-ntu"))
    with pytest.raises(ValueError, match="No ablation 'four'"):
        ee.probe_experiment(probe, "four")
