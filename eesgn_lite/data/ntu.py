"""Read and write NTU RGB+D ``.skeleton`` files as clips."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import numpy as np

from eesgn_lite.data.actors import Cast, cast_actors, cast_everybody
from eesgn_lite.data.clips import Clip, Recording
from eesgn_lite.data.errors import SkeletonFileError
from eesgn_lite.data.ntu_bodies import Body
from eesgn_lite.data.ntu_text import parse_file
from eesgn_lite.data.ntu_writer import write_skeleton
from eesgn_lite.data.skeletons import NTU25

__all__ = ["Actors", "Body", "parse_ntu_name", "read_bodies", "read_skeleton", "write_skeleton"]

Actors = Literal["published", "keep_gaps", "all"]

_NAME = re.compile(r"S([0-9]{3})C([0-9]{3})P([0-9]{3})R([0-9]{3})A([0-9]{3})(?:\.skeleton)?")


def parse_ntu_name(name: str | Path) -> Recording:
    """Read setup, camera, performer, replication and action from a file name.

    Parameters
    ----------
    name
        File name or path, with or without the ending ``.skeleton``.

    Raises
    ------
    ValueError
        If the name is not of the form ``SsssCcccPpppRrrrAaaa``, each number from 1.

    Examples
    --------
    >>> recording = parse_ntu_name("S001C003P008R002A058.skeleton")
    >>> recording.action, recording.performer, recording.camera
    (58, 8, 3)
    """
    file_name = Path(name).name
    match = _NAME.fullmatch(file_name)
    numbers = [int(number) for number in match.groups()] if match else [0]
    if 0 in numbers:
        raise ValueError(
            f"{file_name!r} is not an NTU RGB+D name; it must look like S001C002P003R002A013."
        )
    setup, camera, performer, replication, action = numbers
    return Recording(
        name=file_name.removesuffix(".skeleton"),
        action=action,
        performer=performer,
        camera=camera,
        replication=replication,
        setup=setup,
    )


def read_bodies(path: str | Path, *, full: bool = False) -> list[Body]:
    """Read every body of a ``.skeleton`` file as the sensor wrote it, nothing cleaned.

    Parameters
    ----------
    path
        The file.
    full
        Also read tracking states and positions in the colour image.

    Returns
    -------
    list of Body
        One for each tracking id, in order of first appearance.

    Raises
    ------
    SkeletonFileError
        If the file cannot be read or is not as the sensor writes it.
    """
    return parse_file(Path(path), full=full)[1]


def read_skeleton(path: str | Path, *, full: bool = False, actors: Actors = "published") -> Clip:
    """Read an NTU RGB+D ``.skeleton`` file into one checked clip.

    Parameters
    ----------
    path
        The file, with either line ending. Its name gives setup, camera, performer, replication
        and action; where it does not parse, they are None.
    full
        Also give `Clip.tracking` and `Clip.colour`.
    actors
        ``"published"`` chooses one or two actors and cleans them as the published preparation
        of SGN and CTR-GCN does. ``"keep_gaps"`` is the same without that preparation's flaw
        (see Notes). ``"all"`` makes every body a person of its own, ordered by tracking id,
        and drops no frame.

    Returns
    -------
    Clip
        `joints` float32 (M, T, 25, 3) in metres, not centred; M is 1 or 2 unless all bodies
        are asked for.

    Raises
    ------
    SkeletonFileError
        If the file is missing, unreadable, empty or cut short; has no frame or no body; holds
        text, NaN or infinity where a coordinate belongs, another number of joints than 25, or
        anything after its last frame.
    ValueError
        If `actors` is not one of the three.

    Notes
    -----
    The published preparation has a flaw, kept by default so that results stay comparable: of a
    body that leaves and returns under the same tracking id, it moves the later frames up to
    where the earlier ones end. The two persons of such a clip are out of step from there on.
    ``actors="keep_gaps"`` leaves each frame where it was.

    Kept too: where a body passes the filters and is then dropped or continues actor 1, the clip
    has a second person who is never `valid` (there, 75 columns of zeros); and a body whose 75
    coordinates are all zero counts as absent. We depart from it in one case: several bodies of
    11 frames or fewer each, with no longer one beside them, are kept, where it fails.

    Values that are not asked for (depth and colour positions, orientations) may be NaN and are
    checked for foreign characters only; `full` reads every value of a joint.

    Examples
    --------
    >>> clip = read_skeleton("tests/ntu_cases/S001C001P005R001A050.skeleton")
    >>> clip.joints.shape, clip.recording.action
    ((2, 36, 25, 3), 50)
    """
    if actors not in ("published", "keep_gaps", "all"):
        raise ValueError(f"actors must be 'published', 'keep_gaps' or 'all', found {actors!r}.")
    path = Path(path)
    num_frames, bodies = parse_file(path, full=full)
    if actors == "all":
        cast = cast_everybody(bodies, num_frames)
    else:
        cast = cast_actors(bodies, keep_gaps=actors == "keep_gaps")
    return _play(cast, path, full)


def _play(cast: Cast, path: Path, full: bool) -> Clip:
    """Write the bodies of a cast into the arrays of one clip."""
    shape = (cast.num_persons, cast.num_frames, NTU25.num_joints)
    joints = np.zeros((*shape, 3), dtype=np.float32)
    tracking = np.full(shape, -1, dtype=np.int8)
    colour = np.full((*shape, 2), np.nan, dtype=np.float32)
    for person, body in cast.parts:
        joints[person, body.frames] = body.joints
        if body.tracking is not None and body.colour is not None:
            tracking[person, body.frames] = body.tracking
            colour[person, body.frames] = body.colour
    valid = np.any(joints != 0, axis=(2, 3))
    kept = np.any(valid, axis=0) if cast.drop_empty else np.full(cast.num_frames, True)
    if not valid.any():
        problem = "no body in any frame, only zeros"
        raise SkeletonFileError(path, None, problem, "leave the clip out")
    return Clip(
        joints=joints[:, kept],
        valid=valid[:, kept],
        skeleton=NTU25,
        recording=_recording(path),
        tracking=tracking[:, kept] if full else None,
        colour=colour[:, kept] if full else None,
    )


def _recording(path: Path) -> Recording:
    """Read the name, or keep it as it is where it is another's."""
    try:
        return parse_ntu_name(path)
    except ValueError:
        return Recording(name=path.name.removesuffix(".skeleton"))
