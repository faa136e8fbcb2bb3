"""Each rule of the published choice of actors, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from skeleton_text import standing_body

from eesgn_lite.data.actors import Cast, cast_actors, cast_everybody
from eesgn_lite.data.ntu_bodies import Body


def body(number: int, frames: range | list[int], *, spread: float = 1.0) -> Body:
    """Make a body that stands in these frames and wanders by `spread` metres."""
    joints = standing_body(len(frames), spread=spread)
    return Body(tracking_id=number, frames=np.array(frames), joints=joints)


def lying(number: int, frames: range, *, share: float, spread: float = 1.0) -> Body:
    """Make a body that is wider than tall in the first `share` of its frames."""
    whole = body(number, frames, spread=spread)
    count = round(share * len(frames))
    whole.joints[:count, :, :2] = whole.joints[:count, :, 1::-1]
    return whole


def roles(cast: Cast) -> list[tuple[int, int]]:
    """Return (person, tracking id) in the order in which they are written."""
    return [(person, part.tracking_id) for person, part in cast.parts]


def choose(*bodies: Body) -> Cast:
    return cast_actors(list(bodies), keep_gaps=False)


def test_frames_without_a_body_are_dropped():
    cast = choose(body(1, [2, 3, 7]))
    assert cast.num_frames == 3 and cast.parts[0][1].frames.tolist() == [0, 1, 2]


def test_a_single_body_passes_no_filter():
    cast = choose(lying(1, range(3), share=1))
    assert roles(cast) == [(0, 1)] and cast.num_persons == 1


@pytest.mark.parametrize(("frames", "persons"), [(11, 1), (12, 2)])
def test_a_second_body_needs_twelve_frames(frames, persons):
    assert choose(body(1, range(40)), body(2, range(frames), spread=9)).num_persons == persons


def test_short_bodies_stay_where_there_are_no_others():
    assert roles(choose(body(1, range(2)), body(2, range(2), spread=2))) == [(0, 2), (1, 1)]


# 0.69754 of 100 frames is 69.754 frames.
@pytest.mark.parametrize(("share", "persons"), [(0.69, 2), (0.7, 1)])
def test_a_body_wider_than_tall_is_dropped(share, persons):
    cast = choose(lying(1, range(100), share=share, spread=9), body(2, range(100)))
    assert cast.num_persons == persons


def test_the_last_body_left_is_never_dropped():
    assert roles(choose(lying(1, range(40), share=1), lying(2, range(40), share=1))) == [(0, 2)]


@pytest.mark.parametrize(("ratio", "persons"), [(0.79, 2), (0.81, 1)])
def test_wide_is_more_than_0_8_of_the_height(ratio, persons):
    wide = body(1, range(40), spread=0)
    wide.joints[..., 0] = np.linspace(0, 2 * ratio, 25)
    assert choose(wide, body(2, range(40))).num_persons == persons


def test_actors_are_ordered_by_motion():
    assert roles(choose(body(1, range(40)), body(2, range(40), spread=2))) == [(0, 2), (1, 1)]
    assert roles(choose(body(1, range(40), spread=2), body(2, range(40)))) == [(0, 1), (1, 2)]


def test_equal_motion_keeps_the_order_of_appearance():
    assert roles(choose(body(5, range(40)), body(2, range(40)))) == [(0, 5), (1, 2)]


def test_motion_is_the_smaller_of_all_and_clean_frames():
    noisy = body(1, range(40), spread=0.1)
    noisy.joints[:4, :, :2] = 5 + noisy.joints[:4, :, 1::-1]
    assert roles(choose(noisy, body(2, range(40)))) == [(0, 2), (1, 1)]


def test_clean_frames_never_add_motion():
    large = body(1, range(40), spread=0)
    large.joints[..., :2] *= np.float32(1.1)
    large.joints[:16, :, 1] *= np.float32(0.05)
    large.joints[:16, :, 0] = 3 * large.joints[:16, :, 1]
    # Large by its clean frames alone, small by all: the smaller counts.
    assert roles(choose(large, body(2, range(40), spread=0))) == [(0, 2), (1, 1)]


def test_a_later_body_continues_the_first_actor():
    cast = choose(
        body(1, range(0, 20), spread=9), body(2, range(0, 40), spread=5), body(3, range(19, 40))
    )
    # Body 3 begins in the frame in which body 1 ends: that is no overlap.
    assert roles(cast) == [(0, 1), (1, 2), (0, 3)]


def test_a_body_that_overlaps_both_actors_is_dropped():
    cast = choose(
        body(1, range(40), spread=9), body(2, range(40), spread=5), body(3, range(10, 30))
    )
    assert roles(cast) == [(0, 1), (1, 2)]


def test_the_span_of_an_actor_grows():
    cast = choose(
        body(1, range(0, 15), spread=9),
        body(2, range(30, 45), spread=5),
        body(3, range(13, 32), spread=3),
        body(4, range(16, 29)),
    )
    # Between bodies 1 and 2 there is room for body 4, but actor 1's span covers it.
    assert roles(cast) == [(0, 1), (0, 2), (1, 3)]


def test_a_body_that_returns_is_moved_up_unless_told_otherwise():
    other, returning = body(1, range(40), spread=9), body(2, [*range(10), *range(30, 40)])
    assert choose(other, returning).parts[1][1].frames.tolist() == list(range(20))
    kept = cast_actors([other, returning], keep_gaps=True).parts[1][1].frames
    assert kept.tolist() == returning.frames.tolist()


def test_empty_frames_are_dropped_only_among_several_bodies():
    assert not choose(body(1, range(40))).drop_empty
    assert choose(body(1, range(40)), body(2, range(5))).drop_empty


def test_a_second_person_may_have_no_part():
    cast = choose(body(1, range(20)), body(2, range(20, 40), spread=0.5))
    assert roles(cast) == [(0, 1), (0, 2)] and cast.num_persons == 2


def test_everybody_is_cast_by_tracking_id():
    cast = cast_everybody([body(9, range(3)), body(4, [5])], num_frames=8)
    assert roles(cast) == [(0, 4), (1, 9)]
    assert (cast.num_persons, cast.num_frames, cast.drop_empty) == (2, 8, False)
    assert cast.parts[0][1].frames.tolist() == [5]


def test_huge_coordinates_raise_no_warning():
    wild = body(1, range(40))
    wild.joints[3] = np.float32(3e38)
    wild.joints[4] = np.float32(-3e38)
    assert choose(wild, body(2, range(40))).num_persons == 2
