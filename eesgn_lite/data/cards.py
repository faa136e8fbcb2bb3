"""Data cards: where a data set comes from, what may be done with it, how it is divided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from eesgn_lite.data.splits import Protocol


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Say where a data set comes from.

    Parameters
    ----------
    title
        What it is, one line.
    source
        Who recorded or made it, and with what.
    licence
        What may be done with it.
    how_to_get
        How to get it, and where to put it; one clause without a full stop.
    citation
        Publication to name.
    """

    title: str
    source: str
    licence: str
    how_to_get: str
    citation: str


@dataclass(frozen=True, kw_only=True)
class DataCard:
    """Describe a data set under one protocol.

    Parameters
    ----------
    title, source, licence, how_to_get, citation
        As in `Origin`.
    split
        Which clips train, which are held out, which test, and why.
    counts
        Clips found in each split, and the published numbers where there are any.

    Examples
    --------
    ``print(ee.load_dataset("mini-ntu").card)`` shows it as text; a notebook shows it as a table.
    """

    title: str
    source: str
    licence: str
    how_to_get: str
    citation: str
    split: str
    counts: str

    def __str__(self) -> str:
        """Return the card as lines of text, the title first."""
        lines = [f"{label:<11}{text}" for label, text in self._rows()]
        return "\n".join([self.title, *lines])

    def _repr_markdown_(self) -> str:
        """Return the card as a table for notebooks."""
        rows = [f"| {label} | {text.replace('|', chr(92) + '|')} |" for label, text in self._rows()]
        return "\n".join([f"**{self.title}**", "", "| | |", "|---|---|", *rows])

    def _rows(self) -> list[tuple[str, str]]:
        """Return (label, text) of all that follows the title."""
        names = [field.name for field in fields(self) if field.name != "title"]
        return [(name.replace("_", " "), getattr(self, name)) for name in names]


def make_card(protocol: Protocol, found: Mapping[str, int]) -> DataCard:
    """Return the card of a protocol, given the clips found in each split."""
    origin = ORIGINS[protocol.source]
    return DataCard(
        title=origin.title,
        source=origin.source,
        licence=origin.licence,
        how_to_get=origin.how_to_get,
        citation=origin.citation,
        split=_describe_split(protocol),
        counts=_describe_counts(protocol, found),
    )


def _describe_split(protocol: Protocol) -> str:
    """Write the protocol as two sentences."""
    kept = [value for value in protocol.training_side if value not in protocol.val]
    sides = "; ".join(
        f"{split} {', '.join(map(str, values))}"
        for split, values in (("train", kept), ("val", protocol.val), ("test", protocol.test))
    )
    return f"By {protocol.field}: {sides}. {protocol.why_val}"


def _describe_counts(protocol: Protocol, found: Mapping[str, int]) -> str:
    """Write the clips found beside the published numbers."""
    text = ", ".join(f"{split} {count}" for split, count in found.items())
    if protocol.published is None:
        return f"{text}."
    train, test = protocol.published
    status = " (from memory)" if protocol.from_memory else ""
    return f"{text}. Published: training side (train and val) {train}, test {test}{status}."


_NTU_SOURCE = "Rapid-Rich Object Search Lab, Nanyang Technological University; Kinect 2, 25 joints."
_NTU_LICENCE = "Academic research only, after an agreement with the authors; not to be passed on."
_NTU_PAGE = "ask for the skeletons at rose1.ntu.edu.sg/dataset/actionRecognition, then run"

ORIGINS: Mapping[str, Origin] = {
    "mini-ntu": Origin(
        title="Synthetic: mini-ntu, made by a program; no person was recorded",
        source="This project: a moving body of 25 joints seen by three simulated cameras.",
        licence="CC BY 4.0.",
        how_to_get="take data_samples/mini-ntu from this project's repository",
        citation="This project; see CITATION.cff.",
    ),
    "nw-ucla": Origin(
        title="Northwestern-UCLA Multiview Action 3D",
        source="Northwestern University and UCLA; Kinect, 20 joints, three views.",
        licence="None is stated: for research, and not to be passed on.",
        how_to_get=(
            "follow the link 'NW-UCLA' on github.com/Uason-Chen/CTR-GCN and "
            "put the folder all_sqe into a folder nw-ucla"
        ),
        citation=(
            "J. Wang, X. Nie, Y. Xia, Y. Wu, S.-C. Zhu: Cross-view Action Modeling, "
            "Learning and Recognition. CVPR 2014."
        ),
    ),
    "msr-action3d": Origin(
        title="MSR-Action3D",
        source="Microsoft Research Redmond; depth sensor, 20 joints in an order of its own.",
        licence="None is stated: for research, and not to be passed on.",
        how_to_get=(
            "get the skeletons in real-world coordinates from "
            "sites.google.com/view/wanqingli/data-sets/msr-action3d and "
            "put the .txt files into a folder msr-action3d"
        ),
        citation=(
            "W. Li, Z. Zhang, Z. Liu: Action Recognition Based on a Bag of 3D Points. "
            "CVPR Workshops 2010."
        ),
    ),
    "ntu60": Origin(
        title="NTU RGB+D",
        source=_NTU_SOURCE,
        licence=_NTU_LICENCE,
        how_to_get=f"{_NTU_PAGE} `eesgn prepare ntu60 --raw DOWNLOAD --out ROOT`",
        citation=(
            "A. Shahroudy, J. Liu, T.-T. Ng, G. Wang: NTU RGB+D: A Large Scale Dataset for "
            "3D Human Activity Analysis. CVPR 2016."
        ),
    ),
    "ntu120": Origin(
        title="NTU RGB+D 120",
        source=_NTU_SOURCE,
        licence=_NTU_LICENCE,
        how_to_get=f"{_NTU_PAGE} `eesgn prepare ntu120 --raw DOWNLOAD --out ROOT`",
        citation=(
            "J. Liu, A. Shahroudy, M. Perez, G. Wang, L.-Y. Duan, A. C. Kot: NTU RGB+D 120: "
            "A Large-Scale Benchmark for 3D Human Activity Understanding. TPAMI 2020. "
            "doi 10.1109/TPAMI.2019.2916873"
        ),
    ),
}
