"""Writes what was trained as the files that the reader ships: ONNX with whole numbers of eight bits, and tables."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from onnx import TensorProto
from torch import Tensor, nn

from annotation.reader.decoding import Chain
from annotation.reader.packaged import MANIFEST
from training.network import Tagger, base_folder

OPSET = 17
_INPUTS = ("ids", "types", "mask")
_OF_INPUT = ("rows", "pieces")
OPENED = ("scores.json", "stance.json", "stance.onnx", "tagger.json", "tagger.onnx", "tokenizer.json")


class _Emitting(nn.Module):
    """The scores of all tags of some tasks, side by side, for every piece."""

    def __init__(self, model: Tagger, tasks: tuple[str, ...]) -> None:
        super().__init__()
        self._encoder = model.encoder
        self._heads = nn.ModuleList(model.heads[task] for task in tasks)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        states = self._encoder(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state
        return torch.cat([head(states) for head in self._heads], dim=2)


def write_tagger(model: Tagger, tasks: tuple[str, ...], folder: Path) -> None:
    """Writes `tagger.onnx`, `tagger.json` and `tokenizer.json`."""
    model.eval()
    example = (torch.ones(2, 7, dtype=torch.long),) * len(_INPUTS)
    write_onnx(_Emitting(model, tasks), folder / "tagger.onnx", {"scores": ("rows", "pieces", "tags")}, example)
    chains = {task: _table(model.chains[task].chain()) for task in tasks}
    (folder / "tagger.json").write_text(json.dumps({"chains": chains}), encoding="utf-8")
    write_tokenizer(folder / "tokenizer.json")


def write_manifest(name: str, folder: Path) -> None:
    """Writes `manifest.json`: the model's name, and the SHA-256 of each file that the reader opens."""
    files = sorted(path for path in folder.iterdir() if path.name in OPENED)
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    (folder / MANIFEST).write_text(json.dumps({"name": name, "files": digests}, indent=2) + "\n", encoding="utf-8")


def write_tokenizer(path: Path) -> None:
    """The pretrained encoder's own pieces, as the package has them."""
    shutil.copyfile(base_folder() / "tokenizer.json", path)


def write_onnx(model: nn.Module, path: Path, outputs: Mapping[str, Sequence[str]], example: Sequence[Tensor]) -> None:
    """Writes a module that takes ids, types and mask, [rows, pieces] each, with weights of eight bits.

    `outputs` names what it gives, and of each the axes, of which "rows" and "pieces" are as many as what went in has;
    `example` is something that it takes.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model.eval()
    axes = dict.fromkeys(_INPUTS, ("rows", "pieces")) | dict(outputs)
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own, about what it does inside
        whole = Path(scratch) / "whole.onnx"
        torch.onnx.export(
            model,
            tuple(example),
            str(whole),
            input_names=list(_INPUTS),
            output_names=list(outputs),
            dynamic_axes={
                name: {at: axis for at, axis in enumerate(named) if axis in _OF_INPUT} for name, named in axes.items()
            },
            opset_version=OPSET,
            dynamo=False,
        )
        quantize_dynamic(
            whole,
            path,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gather", "Gemm"],
            per_channel=True,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )


def _table(chain: Chain) -> dict[str, object]:
    weights = {name: getattr(chain, name).round(4).tolist() for name in ("steps", "first", "last")}
    return {"labels": list(chain.labels), **weights}
