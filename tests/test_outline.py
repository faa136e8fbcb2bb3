"""What a network is made of."""

from __future__ import annotations

import pytest
import torch

from eesgn_lite.analysis.outline import outline
from eesgn_lite.model.config import ModelConfig
from eesgn_lite.model.esgn import ESGN, SGN, count_parameters
from eesgn_lite.training.experiment import ABLATIONS


def station(found, name):
    """Return the station of that name."""
    return next(one for one in found.stations if one.name == name)


@pytest.mark.parametrize("name", ["sgn", "streams+pooling", "esgn"])
def test_the_stations_hold_every_parameter(name: str) -> None:
    model = ESGN(ModelConfig(num_classes=16, **ABLATIONS[name]))
    assert outline(model).parameters == count_parameters(model)


def test_the_links_are_those_of_the_method() -> None:
    links = {(link.source, link.target, link.meeting) for link in outline(SGN()).links}
    assert links == {
        ("joints", "streams", ""),
        ("joint_code", "joint_type", ""),
        ("streams", "spatial", "joined"),
        ("joint_type", "spatial", "joined"),
        ("frame_code", "frame_index", ""),
        ("spatial", "pooling", "added"),
        ("frame_index", "pooling", "added"),
        ("pooling", "temporal", ""),
        ("temporal", "classifier", ""),
    }


def test_shapes_are_those_of_a_real_pass() -> None:
    found = outline(SGN(num_classes=10, skeleton="kinect20", frames=12))
    assert station(found, "joints").shape == (12, 20, 3)
    assert station(found, "streams").shape == (12, 20, 64)
    assert station(found, "spatial").takes == (12, 20, 128)
    assert station(found, "temporal").shape == (512,)
    assert station(found, "classifier").shape == (10,)


def test_the_enhancements_show_in_their_stations() -> None:
    sgn, esgn = outline(SGN()), outline(ESGN(ModelConfig()))
    changed = {s.name for s in esgn.stations if s not in sgn.stations}
    assert changed == {"streams", "pooling", "temporal"}
    assert station(esgn, "pooling").kind == "SemanticPooling"
    assert station(esgn, "temporal").parts[:3] == (
        ("scales.branches.0", "256 → 128, 3 frames"),
        ("scales.branches.1", "256 → 64, 5 frames"),
        ("scales.branches.2", "256 → 64, 7 frames"),
    )


def test_a_changed_network_gives_a_changed_outline() -> None:
    class Longer(ESGN):
        """A network with one station more."""

        def __init__(self, config: ModelConfig) -> None:
            super().__init__(config)
            self.classifier = torch.nn.Sequential(
                torch.nn.Linear(512, 32), torch.nn.ReLU(), torch.nn.Linear(32, 60)
            )

    found = station(outline(Longer(ModelConfig())), "classifier")
    assert found.parts == (("", "512 → 32 → 60"),)
    assert found.parameters == 512 * 32 + 32 + 32 * 60 + 60


def test_groups_of_streams_are_counted_and_one_of_them_followed() -> None:
    apart, added = (outline(ESGN(ModelConfig(fusion=name))) for name in ("score", "embedding"))
    assert station(apart, "streams").parts[-1] == ("passes", "2, scores averaged")
    assert station(apart, "streams").parts[:-1] == station(added, "streams").parts
    assert [one.shape for one in apart.stations] == [one.shape for one in added.stations]
    assert apart.links == added.links and apart.parameters == added.parameters


def test_a_kernel_that_is_spread_says_so() -> None:
    found = station(outline(ESGN(ModelConfig(temporal="multi_scale_tied"))), "temporal").parts
    assert any("3 frames, 1, 2, 3 apart" in words for _, words in found)
    assert found != station(outline(SGN()), "temporal").parts


def test_the_network_itself_stays_as_it_was() -> None:
    model = SGN().train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    outline(model)
    assert model.training and not model.joint_code.requires_grad
    assert not any(module._forward_hooks for module in model.modules())
    after = model.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)
