"""Player and heat map as one panel; `browser/test_attention_browser.py` points at it."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace

import numpy as np
import pytest
from viewing_clips import wander

from eesgn_lite.data.synthesis.build import perform
from eesgn_lite.training.checkpoint import Checkpoint
from eesgn_lite.training.runs import load_checkpoint
from eesgn_lite.viewing.attention import Attention, show_attention
from eesgn_lite.viewing.joint_order import order_by_part


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    """The shipped model."""
    return load_checkpoint("mini-ntu/esgn")


@pytest.fixture(scope="module")
def hands(checkpoint: Checkpoint) -> Attention:
    """The panel of a clip of two persons."""
    return show_attention(checkpoint, perform(58, 1))


def shown(panel: Attention) -> np.ndarray:
    """Unpack the heat map that travels to the page."""
    table = panel.heat_map._table
    steps = np.frombuffer(b64decode(table["data"]), dtype="<u2").astype(float)
    steps[steps == 65535] = np.nan
    shape = [len(table[axis]) for axis in ("layers", "rows", "columns")]
    return steps.reshape(shape) / 65534 * table["bounds"][1]


def test_the_heat_map_holds_the_explanations_weights(hands: Attention) -> None:
    order = order_by_part(hands.explanation.skeleton)
    weights = hands.explanation.joint_weights[:, :, list(order.joints)].swapaxes(1, 2)
    np.testing.assert_allclose(shown(hands), weights, atol=1e-5)
    assert hands.heat_map._table["layers"] == ["person 1", "person 2"]
    assert hands.heat_map._table["columns"] == [str(f) for f in hands.explanation.frames]


def test_frames_are_counted_from_zero_and_the_words_say_so(hands: Attention) -> None:
    table = hands.heat_map._table
    assert table["axes"] == ("joint", "frame, counted from 0")
    assert table["columns"][0] == str(hands.explanation.frames[0])
    assert "20 columns (frame, counted from 0)" in table["label"]


def test_the_heat_map_leads_this_player(hands: Attention) -> None:
    table = hands.heat_map._table
    assert hands.heat_map._player == hands.player.model_id
    assert table["frames"] == hands.explanation.frames.tolist()
    assert sorted(table["joints"]) == list(range(25))
    assert max(table["frames"]) < hands.player._scene["frames"]


def test_a_frame_sampled_again_and_again_is_one_column(checkpoint: Checkpoint) -> None:
    clip = perform(58, 1)
    for count in (1, 7):
        short = replace(clip, joints=clip.joints[:, :count], valid=clip.valid[:, :count])
        panel = show_attention(checkpoint, short)
        table = panel.heat_map._table
        assert table["columns"] == [str(frame) for frame in range(count)]
        assert table["frames"] == list(range(count))
        own = panel.explanation.joint_weights[:, panel.explanation.frames == 0]
        order = list(order_by_part(clip.skeleton).joints)
        np.testing.assert_allclose(shown(panel)[:, :, 0], own.mean(axis=1)[:, order], atol=1e-5)
        assert table["note"].endswith("once (20 times in all): a column is their mean.")


def test_the_title_names_the_answer(hands: Attention) -> None:
    title = hands.player._scene["clips"][0]["title"]
    explanation = hands.explanation
    top = explanation.probabilities.max()
    assert title.endswith(f"{explanation.classes[explanation.target]}, {top:.0%}")


def test_another_class_and_its_activation_can_be_asked_for(checkpoint: Checkpoint) -> None:
    panel = show_attention(checkpoint, perform(7, 1), what="activation", target="punch")
    assert panel.explanation.classes[panel.explanation.target] == "punch"
    assert panel.heat_map._table["name"] == "class activation"
    np.testing.assert_allclose(
        np.nanmax(shown(panel)), np.nanmax(panel.explanation.activation), rtol=1e-4
    )


def test_a_page_without_a_kernel_holds_both_linked(hands: Attention) -> None:
    bundle = hands._repr_mimebundle_()
    page = bundle["text/html"]
    assert page.index("data-eesgn-linked") < page.index("data-eesgn-player")
    assert page.index("data-eesgn-player") < page.index("data-eesgn-heat")
    assert "Heat map of joint weight, 25 rows (joint)" in bundle["text/plain"]


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"what": "graph"}, "what must be one of joint_weights, activation, found 'graph'"),
        ({"target": "swim"}, "no class 'swim'"),
    ],
)
def test_what_cannot_be_explained_is_refused(
    checkpoint: Checkpoint, choices: dict, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        show_attention(checkpoint, perform(7, 1), **choices)


def test_a_clip_that_lacks_a_joint_is_refused(checkpoint: Checkpoint) -> None:
    with pytest.raises(ValueError, match="no joint"):
        show_attention(checkpoint, wander(layout="kinect20"))
