"""The state of a training after an epoch, from where the same call goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import nn


def keep(out: Path, model: nn.Module, optimiser: Any, schedule: Any, epoch: int) -> None:
    """Writes the state after so many epochs into the folder `out`, whole or not at all."""
    out.mkdir(parents=True, exist_ok=True)
    state = {"epoch": epoch, "model": model.state_dict(), "schedule": schedule.state_dict()}
    torch.save(state | {"optimiser": optimiser.state_dict()}, out / "state.part")
    (out / "state.part").replace(out / "state.pt")


def resume(out: Path, model: nn.Module, optimiser: Any, schedule: Any) -> int:
    """Takes the state in `out` over, and gives how many epochs are done; 0 where there is none."""
    if not (out / "state.pt").exists():
        return 0
    state = torch.load(out / "state.pt")
    model.load_state_dict(state["model"])
    optimiser.load_state_dict(state["optimiser"])
    schedule.load_state_dict(state["schedule"])
    return int(state["epoch"])
