"""Method 3, multi-scale temporal CNN: from frames to one vector a person."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn
from torch.nn import functional as F

from eesgn_lite.model.config import Temporal
from eesgn_lite.model.layers import FeatureNorm, put_frames, take_frames


class SingleScale(nn.Module):
    """One convolution over 3 frames, 256 -> 256 (SGN)."""

    def __init__(self, features: int = 256) -> None:
        super().__init__()
        self.convolution = nn.Conv1d(features, features, 3, padding=1)

    def forward(self, x: Float[Tensor, "N 256 T"]) -> Float[Tensor, "N 256 T"]:
        """Convolve over time."""
        return self.convolution(x)


class MultiScale(nn.Module):
    """Three convolutions side by side; half of the channels to the first, a quarter to each other.

    Parameters
    ----------
    kernels
        Frames that each convolution takes in.
    dilations
        How many frames lie from one of them to the next.

    Notes
    -----
    The slides name CNN1, CNN2 and CNN3 and give no kernel sizes. Full branches of 256 -> 256
    would break the budget of 1 M parameters, so the 256 channels are shared out.

    References
    ----------
    ESGN slides, "Method 3 - Multi-scale CNN".
    """

    def __init__(
        self,
        kernels: Sequence[int] = (3, 5, 7),
        dilations: Sequence[int] = (1, 1, 1),
        features: int = 256,
    ) -> None:
        super().__init__()
        shares = (features // 2, features // 4, features // 4)
        self.branches = nn.ModuleList(
            nn.Conv1d(features, share, kernel, padding=kernel // 2 * step, dilation=step)
            for share, kernel, step in zip(shares, kernels, dilations, strict=True)
        )

    def forward(self, x: Float[Tensor, "N 256 T"]) -> Float[Tensor, "N 256 T"]:
        """Convolve over time at three scales."""
        return torch.cat([branch(x) for branch in self.branches], dim=1)


class TiedScales(SingleScale):
    """SGN's convolution over frames 1, 2 and 3 apart, with the same weights; the largest counts.

    Notes
    -----
    Another reading of CNN1, CNN2 and CNN3: what happens slowly answers to a wide reach as what
    happens fast does to a narrow one. It learns no more numbers than SGN.

    References
    ----------
    ESGN slides, "Method 3 - Multi-scale CNN".
    """

    steps = (1, 2, 3)

    def forward(self, x: Float[Tensor, "N 256 T"]) -> Float[Tensor, "N 256 T"]:
        """Convolve over time at three scales."""
        weight, bias = self.convolution.weight, self.convolution.bias
        answers = [F.conv1d(x, weight, bias, padding=s, dilation=s) for s in self.steps]
        return torch.stack(answers).amax(dim=0)


def build_scales(temporal: Temporal) -> nn.Module:
    """Choose the convolution over time once."""
    if temporal == "single":
        return SingleScale()
    if temporal == "multi_scale":
        return MultiScale()
    if temporal == "multi_scale_tied":
        return TiedScales()
    return MultiScale(kernels=(3, 3, 3), dilations=(1, 2, 4))


class TemporalNetwork(nn.Module):
    """Convolution over time, then 256 -> 512, then the largest value over the seen frames.

    References
    ----------
    SGN, section 3.3 (frame-level module).
    """

    def __init__(self, temporal: Temporal, dropout: float, outputs: int = 512) -> None:
        super().__init__()
        self.scales = build_scales(temporal)
        self.scales_norm = FeatureNorm(256)
        self.dropout = nn.Dropout1d(dropout)
        self.widen = nn.Linear(256, outputs)
        self.widen_norm = FeatureNorm(outputs)

    def forward(
        self, x: Float[Tensor, "N T 256"], seen: Bool[Tensor, "N T"] | None = None
    ) -> tuple[Float[Tensor, "N 512"], Float[Tensor, "N T 512"]]:
        """Return one vector a person, and the frame features it was taken from."""
        persons = x.shape[0]
        x = self.scales(x.transpose(1, 2)).transpose(1, 2)
        rows = torch.relu(self.scales_norm(take_frames(x, seen)))
        x = put_frames(rows, seen, persons)
        # Dropout1d drops a channel of a person in all frames at once, as the published code.
        x = self.dropout(x.transpose(1, 2)).transpose(1, 2)
        rows = torch.relu(self.widen_norm(self.widen(take_frames(x, seen))))
        frames = put_frames(rows, seen, persons)
        # All features are at least 0 behind the ReLU, so the zeros of unseen frames never win.
        return frames.amax(dim=1), frames
