"""What changes while a run goes on, so that it can be kept and taken up again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import torch
from torch import Tensor
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from eesgn_lite.model.networks import Network, build_network
from eesgn_lite.training.experiment import Experiment


@dataclass(kw_only=True)
class TrainingState:
    """Hold the weights, the optimiser, the running average if any, and the history so far."""

    model: Network
    optimiser: torch.optim.Optimizer
    average: AveragedModel | None = None
    history: list[dict[str, float]] = field(default_factory=list)

    @property
    def scored(self) -> Network:
        """The model that is scored and kept: the average where there is one."""
        return self.model if self.average is None else cast(Network, self.average.module)

    def step(self) -> None:
        """Change the weights by their gradients, and take them into the average."""
        self.optimiser.step()
        if self.average is not None:
            self.average.update_parameters(self.model)

    def tensors(self) -> dict[str, Tensor]:
        """All state as named tensors."""
        state = {f"model/{name}": t for name, t in self.model.state_dict().items()}
        if self.average is not None:
            state |= {f"average/{name}": t for name, t in self.average.state_dict().items()}
        for index, values in self.optimiser.state_dict()["state"].items():
            state |= {f"optimiser/{index}/{name}": t for name, t in values.items()}
        return state | {"random/torch": torch.get_rng_state()}

    def restore(self, tensors: dict[str, Tensor]) -> None:
        """Take up the state that `tensors` gave."""
        groups: dict[str, dict[str, Tensor]] = {}
        for name, tensor in tensors.items():
            group, _, rest = name.partition("/")
            groups.setdefault(group, {})[rest] = tensor
        self.model.load_state_dict(groups["model"])
        if self.average is not None:
            self.average.load_state_dict(groups["average"])
        state: dict[int, dict[str, Tensor]] = {}
        for name, tensor in groups["optimiser"].items():
            index, _, key = name.partition("/")
            state.setdefault(int(index), {})[key] = tensor
        whole = self.optimiser.state_dict()
        self.optimiser.load_state_dict({**whole, "state": state})
        torch.set_rng_state(groups["random"]["torch"])


def begin(experiment: Experiment, device: torch.device) -> TrainingState:
    """Draw the first weights and make the optimiser."""
    config = experiment.train
    torch.manual_seed(config.seed)
    model = build_network(experiment.model).to(device)
    make = torch.optim.Adam if config.optimiser == "adam" else torch.optim.AdamW
    optimiser = make(model.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay)
    average = None
    if config.averaging:
        blend = get_ema_multi_avg_fn(config.averaging)
        average = AveragedModel(model, multi_avg_fn=blend)
    return TrainingState(model=model, optimiser=optimiser, average=average)
