"""EDGE. The command line's `decode`: text in, diagnoses as text or JSON out.

Imports neither Bolt nor sockets, so that it starts as fast as Python does.
"""

import json
from collections.abc import Sequence
from typing import Any, TextIO

from bot.decoder import Diagnosis, Findings, decode, find_codes
from bot.reply import Finding, findings_reply

NOTHING_FOUND = 1


def decode_command(texts: Sequence[str], source: TextIO, out: TextIO, *, as_json: bool) -> int:
    """Decode `texts`, or `source` where there are none, onto `out`; the exit code."""
    findings = find_codes(" ".join(texts) if texts else source.read())
    if as_json:
        print(json.dumps(to_json(findings), ensure_ascii=False), file=out)
    else:
        print(_as_text(findings), file=out)
    return 0 if findings.codes else NOTHING_FOUND


def _as_text(findings: Findings) -> str:
    if not findings.codes and not findings.doubts:
        return "No status code found. Give the number that IISSYNC printed, such as 2148598792."
    found = [Finding(decode(found.code), found.written) for found in findings.codes]
    return findings_reply(found, findings.doubts).plain


def to_json(findings: Findings) -> dict[str, Any]:
    """What was found, as `decode --json` prints it."""
    return {
        "codes": [_code(found.written, decode(found.code)) for found in findings.codes],
        "doubts": [
            {
                "written": doubt.written,
                "did_you_mean": [code.decimal for code in doubt.did_you_mean],
            }
            for doubt in findings.doubts
        ],
    }


def _code(written: str, diagnosis: Diagnosis) -> dict[str, Any]:
    code, entry = diagnosis.code, diagnosis.entry
    return {
        "written": written,
        "decimal": code.decimal,
        "signed": code.signed,
        "hex": code.hex,
        "source": diagnosis.source,
        "names": list(diagnosis.names),
        "facility": code.facility.label,
        "meaning": entry.meaning.text if entry else None,
        "cause": " ".join(cause.text for cause in entry.causes) or None if entry else None,
        "steps": [step.text for step in entry.steps] if entry else [],
        "warnings": [warning.text for warning in entry.warnings] if entry else [],
        "references": list(dict.fromkeys(map(str, entry.references))) if entry else [],
        "did_you_mean": [near.decimal for near in diagnosis.did_you_mean],
    }
