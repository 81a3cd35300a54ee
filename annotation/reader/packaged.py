"""The trained weights that the program ships, or that a user puts in their place: found, checked, opened."""

# The library that runs networks is not typed.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from annotation.errors import Problem
from annotation.words import tr

SHIPPED = Path(__file__).parent / "weights"
MANIFEST = "manifest.json"


class WeightsProblem(Problem):
    """The weights are missing or damaged, so that nothing can be suggested; the rest of the program goes on."""


class Network:
    """A network in the ONNX format (https://onnx.ai)."""

    def __init__(self, path: Path) -> None:
        """Opens the file; raises WeightsProblem where it holds no network."""
        # Only here, for it takes as long to import as the window to open.
        import onnxruntime
        from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidGraph, InvalidProtobuf

        options: Any = onnxruntime.SessionOptions()
        # A core stays free for the window, and threads that wait for work do not spin.
        options.intra_op_num_threads = max(1, min(4, os.cpu_count() or 1))
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.enable_cpu_mem_arena = False  # the memory of a long article goes back when it is read
        try:
            self._session: Any = onnxruntime.InferenceSession(
                str(path), sess_options=options, providers=["CPUExecutionProvider"]
            )
        except (Fail, InvalidGraph, InvalidProtobuf) as error:
            raise WeightsProblem(_damaged(path)) from error

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
        """The outputs for these inputs, in the order that the network has them."""
        return self._session.run(None, dict(inputs))


def check(folder: Path) -> None:
    """Whether all files of `folder` are there and as its manifest says.

    Raises:
        WeightsProblem: a file is missing or is not what was packaged; the message names it and says what to do.
    """
    for name, digest in manifest(folder)["files"].items():
        path = folder / name
        try:
            found = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise WeightsProblem(
                tr(
                    "The reader's file {path} cannot be read ({strerror}); install Standpoint again.",
                    path=path,
                    strerror=error.strerror,
                )
            ) from error
        if found != digest:
            raise WeightsProblem(_damaged(path))


def manifest(folder: Path) -> dict[str, Any]:
    """What `manifest.json` in `folder` says: `name` of the model, and `files` with their SHA-256.

    Raises:
        WeightsProblem: there is none, or it is damaged.
    """
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {"name": str(found["name"]), "files": dict(found["files"])}
    except OSError as error:
        raise WeightsProblem(
            tr(
                "The reader's file {path} cannot be read ({strerror}); install Standpoint again.",
                path=path,
                strerror=error.strerror,
            )
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise WeightsProblem(_damaged(path)) from error


@cache
def table(path: Path) -> dict[str, Any]:
    """A JSON file of the weights; raises WeightsProblem where it is none."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WeightsProblem(_damaged(path)) from error


def _damaged(path: Path) -> str:
    return tr("The reader's file {path} is damaged; install Standpoint again.", path=path)
