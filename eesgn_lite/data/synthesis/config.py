"""All that makes the sample set easier or harder, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SynthesisConfig:
    """Set size, variety and disturbance of the synthetic set.

    Parameters
    ----------
    seed
        First part of the key of every random stream.
    performers, replications
        How many persons perform each action how often.
    frames
        Shortest and longest clip, in frames of 1/30 s.
    scale
        Metres of one quantisation step.
    left_handed
        Numbers of the left-handed performers.
    style_spread
        How far tempo and amplitude differ between performers, relative.
    heading_spread
        Standard deviation of the heading in radians.
    fidget
        Probability of an idle gesture of a free arm.
    wander
        Probability of a step aside, and likewise of a turn, where the action allows it.
    cut
        Probability that a clip begins late, and likewise that it ends early.
    noise
        Error of a visible joint of the trunk at 3 m, in metres; limbs have more.
    guess
        Error of a hidden joint, in metres.
    dropout
        Probability of a short loss of a body.
    lost_partner
        Probability that the sensor misses the second person altogether.
    alone
        Probability that the one who is walked towards stands outside the picture.
    """

    seed: int = 2021
    performers: int = 10
    replications: int = 2
    frames: tuple[int, int] = (46, 92)
    scale: float = 0.0002
    left_handed: tuple[int, ...] = (2, 7)
    style_spread: float = 0.14
    heading_spread: float = 0.7
    fidget: float = 0.45
    wander: float = 0.3
    cut: float = 0.25
    noise: float = 0.002
    guess: float = 0.05
    dropout: float = 0.12
    lost_partner: float = 0.06
    alone: float = 0.35

    def __post_init__(self) -> None:
        """Refuse what makes no set."""
        if self.performers < 1 or self.replications < 1:
            raise ValueError("SynthesisConfig: performers and replications must be at least 1.")
        if not 16 <= self.frames[0] <= self.frames[1]:
            raise ValueError("SynthesisConfig: frames must rise and be at least 16.")
        if not self.scale > 0.0:
            raise ValueError("SynthesisConfig: scale must be positive.")
        chances = (self.fidget, self.wander, self.cut, self.dropout, self.lost_partner, self.alone)
        if not all(0.0 <= chance <= 1.0 for chance in chances):
            raise ValueError("SynthesisConfig: probabilities must lie in 0..1.")
