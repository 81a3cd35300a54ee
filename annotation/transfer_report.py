"""What came of an import or an export as a JSON file, for machines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from annotation.exporting import ExportReport
from annotation.formats import Loss
from annotation.formats.base import replacing
from annotation.importing import ImportReport

Record = dict[str, Any]


def write_report(path: Path, report: ImportReport | ExportReport) -> None:
    """Writes a report as one JSON object.

    Raises:
        Problem: the file could not be written.
    """
    record = _of_import(report) if isinstance(report, ImportReport) else _of_export(report)
    text = json.dumps(record, ensure_ascii=False, indent=2)
    with replacing(path) as part:
        part.write_text(text + "\n", "utf-8")


def _of_import(report: ImportReport) -> Record:
    return {
        "action": "import",
        "imported": report.imported,
        "known": report.known,
        "stopped": report.stopped,
        "withheld": report.withheld,
        "losses": _losses(report.losses),
        "refused": [{"where": one.where, "reason": one.reason} for one in report.refused],
        "kept": [{"where": where, "message": message} for where, message in report.kept],
        "repaired": [{"where": where, "message": message} for where, message in report.repaired],
    }


def _of_export(report: ExportReport) -> Record:
    return {
        "action": "export",
        "articles": report.articles,
        "annotations": report.annotations,
        "stopped": report.stopped,
        "withheld": report.withheld,
        "losses": _losses(report.losses),
    }


def _losses(losses: Iterable[Loss]) -> list[Record]:
    return [
        {
            "article": one.article,
            "title": one.title,
            "start": one.span.start,
            "end": one.span.end,
            "what": one.what,
            "message": one.message,
        }
        for one in losses
    ]
