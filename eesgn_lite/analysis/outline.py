"""What a network is made of, read from the network itself while it computes one clip."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn

from eesgn_lite.model.esgn import ESGN, count_parameters
from eesgn_lite.model.temporal import TiedScales

# What autograd calls the ways in which several tensors become one.
_JOINTS = {"CatBackward0": "joined", "AddBackward0": "added"}


@dataclass(frozen=True, kw_only=True)
class Station:
    """One part of the network, as a box of its drawing.

    Attributes
    ----------
    name
        Name in the code; an input has the name of its tensor.
    kind
        Name of its class; empty for an input.
    parts
        (name, what it does) of each part inside, in order.
    takes, shape
        What enters it and what leaves it for one clip of one person, axes of length 1 left out.
    parameters
        Numbers that training may change.
    """

    name: str
    kind: str
    parts: tuple[tuple[str, str], ...]
    takes: tuple[int, ...]
    shape: tuple[int, ...]
    parameters: int


@dataclass(frozen=True, kw_only=True)
class Link:
    """Say that one station's result reaches another, and how it meets what else arrives there.

    Attributes
    ----------
    source, target
        Names of the stations.
    meeting
        "joined" (written side by side), "added", or "" where nothing else arrives.
    """

    source: str
    target: str
    meeting: str


@dataclass(frozen=True, kw_only=True)
class Outline:
    """Stations in the order in which they compute, inputs first, and the links between them."""

    stations: tuple[Station, ...]
    links: tuple[Link, ...]

    @property
    def parameters(self) -> int:
        """All numbers that training may change."""
        return sum(station.parameters for station in self.stations)


def outline(model: ESGN) -> Outline:
    """Read the stations of a network and the links between them from a real forward pass.

    Parameters
    ----------
    model
        The network. It is copied and not changed.

    Returns
    -------
    Outline
        The network's children as stations, the clip and the constant codes as inputs.

    Notes
    -----
    Where the streams pass in groups, the shapes are those of one pass, and the streams say how
    many there are. The links are those of the graph that autograd keeps: a station is linked to
    another if the way back from its input meets the other's output first.

    Examples
    --------
    >>> from eesgn_lite.model.esgn import SGN
    >>> found = outline(SGN())
    >>> [station.name for station in found.stations][-3:], found.parameters
    (['pooling', 'temporal', 'classifier'], 691048)
    """
    copy = deepcopy(model).cpu().float().eval().requires_grad_(True)
    passes_by = len(copy.streams.groups)
    copy.streams.groups = copy.streams.groups[:1]  # All groups pass alike; one is followed.
    clip = torch.zeros(1, 1, model.config.frames, *_layout(model)).requires_grad_(True)
    sources = {"joints": clip}
    for name, code in copy.named_buffers(recurse=False):
        sources[name] = code.requires_grad_(True)
    passes: dict[str, tuple[tuple[Any, ...], Any]] = {}

    def watch(name: str, child: nn.Module) -> None:
        def keep(_: nn.Module, given: tuple[Any, ...], result: Any) -> None:
            passes[name] = (given, result)

        child.register_forward_hook(keep)

    for name, child in copy.named_children():
        watch(name, child)
    with torch.enable_grad():
        copy(clip)
    inputs = [
        Station(name=name, kind="", parts=(), takes=(), shape=_shape(tensor), parameters=0)
        for name, tensor in sources.items()
    ]
    stations = [_station(name, getattr(copy, name), *passes[name]) for name in passes]
    if passes_by > 1:
        stations = [
            _with_passes(one, passes_by) if one.name == "streams" else one for one in stations
        ]
    return Outline(stations=(*inputs, *stations), links=tuple(_links(sources, passes)))


def _layout(model: ESGN) -> tuple[int, int]:
    """Return joints and coordinates of the model's skeleton."""
    return model.config.layout.num_joints, model.config.layout.dimensions


def _shape(tensor: Tensor) -> tuple[int, ...]:
    """Leave out the axes of length 1."""
    return tuple(length for length in tensor.shape if length > 1)


def _tensors(result: Any) -> list[Tensor]:
    """List the tensors that a module returned."""
    listed = result if isinstance(result, tuple) else (result,)
    return [value for value in listed if isinstance(value, Tensor)]


def _station(name: str, module: nn.Module, given: tuple[Any, ...], result: Any) -> Station:
    """Describe one child of the network; the first tensor it returns is what leaves it."""
    return Station(
        name=name,
        kind=type(module).__name__,
        parts=tuple(_parts(module)),
        takes=_shape(_tensors(given)[0]),
        shape=_shape(_tensors(result)[0]),
        parameters=count_parameters(module),
    )


def _with_passes(station: Station, passes: int) -> Station:
    """Add to the streams that their groups pass through the network one by one."""
    return replace(station, parts=(*station.parts, ("passes", f"{passes}, scores averaged")))


def _parts(module: nn.Module, prefix: str = "") -> Iterator[tuple[str, str]]:
    """List a module's parts: one whose parts compute by themselves is one line."""
    children = dict(module.named_children())
    if not any(_has_parts(child) for child in children.values()):
        # Branches of a list compute side by side, each on its own line.
        if isinstance(module, nn.ModuleList):
            yield from ((_below(prefix, name), _say(child)) for name, child in children.items())
        else:
            yield prefix, _chain(module)
        return
    for name, child in children.items():
        yield from _parts(child, _below(prefix, name))


def _has_parts(module: nn.Module) -> bool:
    """Tell whether a module is more than one layer or a chain of layers."""
    return any(True for _ in module.children()) and not isinstance(module, nn.Sequential)


def _below(prefix: str, name: str) -> str:
    """Write a part's name after that of the module it is in."""
    return f"{prefix}.{name}" if prefix else name


def _chain(module: nn.Module) -> str:
    """Say what the layers of a module do, in their order."""
    if isinstance(module, nn.Sequential):
        widths = [layer for layer in module if isinstance(layer, nn.Linear)]
        steps = [str(widths[0].in_features), *(str(layer.out_features) for layer in widths)]
        return " → ".join(steps)
    named = [f"{name} {_say(child)}".strip() for name, child in module.named_children()]
    if isinstance(module, TiedScales):
        named.append(f"{', '.join(map(str, module.steps))} apart")
    return ", ".join(named) if named else _say(module)


def _say(layer: nn.Module) -> str:
    """Say what one layer does, with its own numbers."""
    if isinstance(layer, nn.Linear):
        return f"{layer.in_features} → {layer.out_features}"
    if isinstance(layer, nn.Conv1d):
        frames = layer.kernel_size[0]
        return f"{layer.in_channels} → {layer.out_channels}, {frames} frames"
    if isinstance(layer, nn.BatchNorm1d):
        return str(layer.num_features)
    if isinstance(layer, nn.Dropout1d):
        return f"{layer.p:g}"
    if isinstance(layer, nn.Sequential):
        return _chain(layer)
    return "no weights" if not count_parameters(layer) else type(layer).__name__


def _links(
    sources: dict[str, Tensor], passes: dict[str, tuple[tuple[Any, ...], Any]]
) -> Iterator[Link]:
    """Follow autograd's graph from each station's inputs back to where they came from."""
    owner: dict[Any, str] = {
        tensor.grad_fn: name for name, (_, result) in passes.items() for tensor in _tensors(result)
    }
    leaves = {id(tensor): name for name, tensor in sources.items()}
    for target, (given, _) in passes.items():
        for tensor in _tensors(given):
            if not tensor.requires_grad:
                continue
            found = dict(_walk(tensor, owner, leaves))
            for source, meeting in found.items():
                yield Link(source=source, target=target, meeting=meeting if len(found) > 1 else "")


def _walk(
    tensor: Tensor, owner: dict[Any, str], leaves: dict[int, str]
) -> Iterator[tuple[str, str]]:
    """Give each origin of a tensor and the way in which it met the others."""
    if id(tensor) in leaves:
        yield leaves[id(tensor)], ""
        return
    waiting, seen = [(tensor.grad_fn, "")], set()
    while waiting:
        node, meeting = waiting.pop(0)
        if node is None or node in seen:
            continue
        seen.add(node)
        leaf = leaves.get(id(getattr(node, "variable", None)))
        if node in owner or leaf:
            yield owner.get(node) or str(leaf), meeting
            continue
        here = _JOINTS.get(node.name(), "") if len(node.next_functions) > 1 else ""
        waiting += [(before, here or meeting) for before, _ in node.next_functions]
