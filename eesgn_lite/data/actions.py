"""Names of the actions, by the number that the file names carry."""

from __future__ import annotations

from collections.abc import Mapping


def _number(names: str) -> dict[int, str]:
    """Give the lines numbers from 1."""
    return dict(enumerate(names.strip().splitlines(), start=1))


NTU_ACTIONS: Mapping[int, str] = _number("""
drink water
eat meal/snack
brushing teeth
brushing hair
drop
pickup
throw
sitting down
standing up (from sitting position)
clapping
reading
writing
tear up paper
wear jacket
take off jacket
wear a shoe
take off a shoe
wear on glasses
take off glasses
put on a hat/cap
take off a hat/cap
cheer up
hand waving
kicking something
reach into pocket
hopping (one foot jumping)
jump up
make a phone call/answer phone
playing with phone/tablet
typing on a keyboard
pointing to something with finger
taking a selfie
check time (from watch)
rub two hands together
nod head/bow
shake head
wipe face
salute
put the palms together
cross hands in front (say stop)
sneeze/cough
staggering
falling
touch head (headache)
touch chest (stomachache/heart pain)
touch back (backache)
touch neck (neckache)
nausea or vomiting condition
use a fan (with hand or paper)/feeling warm
punching/slapping other person
kicking other person
pushing other person
pat on back of other person
point finger at the other person
hugging other person
giving something to other person
touch other person's pocket
handshaking
walking towards each other
walking apart from each other
put on headphone
take off headphone
shoot at the basket
bounce ball
tennis bat swing
juggling table tennis balls
hush (quiet)
flick hair
thumb up
thumb down
make ok sign
make victory sign
staple book
counting money
cutting nails
cutting paper (using scissors)
snapping fingers
open bottle
sniff (smell)
squat down
toss a coin
fold paper
ball up paper
play magic cube
apply cream on face
apply cream on hand back
put on bag
take off bag
put something into a bag
take something out of a bag
open a box
move heavy objects
shake fist
throw up cap/hat
hands up (both hands)
cross arms
arm circles
arm swings
running on the spot
butt kicks (kick backward)
cross toe touch
side kick
yawn
stretch oneself
blow nose
hit other person with something
wield knife towards other person
knock over other person (hit with body)
grab other person's stuff
shoot at other person with a gun
step on foot
high-five
cheers and drink
carry something with other person
take a photo of other person
follow other person
whisper in other person's ear
exchange things with other person
support somebody with hand
finger-guessing game (playing rock-paper-scissors)
""")

# Sixteen of them, under their NTU numbers and shorter names.
MINI_NTU_ACTIONS: Mapping[int, str] = {
    7: "throw",
    8: "sit down",
    9: "stand up",
    10: "clapping",
    23: "hand waving",
    24: "kicking something",
    26: "hopping",
    27: "jump up",
    31: "pointing",
    35: "nod head",
    38: "salute",
    40: "cross hands in front",
    50: "punch",
    55: "hug",
    58: "shake hands",
    59: "walking towards",
}

NW_UCLA_ACTIONS: Mapping[int, str] = {
    1: "pick up with one hand",
    2: "pick up with two hands",
    3: "drop trash",
    4: "walk around",
    5: "sit down",
    6: "stand up",
    8: "donning",
    9: "doffing",
    11: "throw",
    12: "carry",
}

MSR_ACTIONS: Mapping[int, str] = _number("""
high arm wave
horizontal arm wave
hammer
hand catch
forward punch
high throw
draw x
draw tick
draw circle
hand clap
two hand wave
side boxing
bend
forward kick
side kick
jogging
tennis swing
tennis serve
golf swing
pick up and throw
""")

ACTIONS: Mapping[str, Mapping[int, str]] = {
    "mini-ntu": MINI_NTU_ACTIONS,
    "ntu60": NTU_ACTIONS,
    "ntu120": NTU_ACTIONS,
    "nw-ucla": NW_UCLA_ACTIONS,
    "msr-action3d": MSR_ACTIONS,
}
