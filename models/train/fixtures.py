"""Parity numbers for the TypeScript engine: what PyTorch computes on a bundle, for invented texts.

    python fixtures.py ../sst2 ../../test/fixtures/parity/sst2.json
    python fixtures.py ../issues ../../test/fixtures/parity/issues.json
"""
import json
import sys
from pathlib import Path

from tokenizers import Tokenizer

from model import Transkimmer

TEXTS = [
    "a charming and often affecting journey , if you can forgive the ending .",
    "No wit, only labored gags.",
    "Café\u0301 naïve — e\u0301tude 👩‍👩‍👧 in 東京!\r\n\tDone\u200b.",
    "App crashes on save\nSteps to reproduce: open a file, press Ctrl+S. Expected: the file is saved.",
    "x" * 120 + " is one long word",
    "!!! ??? ...",
]
THRESHOLDS = [0.0, 0.3, 0.5, 0.7, 0.95]
# (token, from, keep); negative tokens count from the end, "last" is the last layer.
FORCED = [
    (0.95, [(1, 0, True), (-1, 0, True), (2, 1, True)]),
    (0.3, [(2, 0, False), (3, 1, False), (1, "last", False)]),
    (0.5, [(1, 1, True), (2, 0, False), (2, 2, True), (3, 2, False), (3, 0, True)]),
]
EIGHT = [0.0, 0.5]                                           # thresholds of the int8 scheme's simulation


def utf16(text: str, at: int) -> int:
    return len(text[:at].encode("utf-16-le")) // 2


def runs(model: Transkimmer, ids: list[int], asked: list) -> list[dict]:
    """asked: (threshold, fates), fates as in FORCED."""
    out, last = [], model.config.num_hidden_layers - 1
    for threshold, fates in asked:
        forced = [(t % len(ids), last if l == "last" else l, keep) for t, l, keep in fates]
        run = model.skim(ids, threshold, forced=forced)
        out.append({"threshold": threshold, "forced": [{"token": t, "from": l, "keep": keep} for t, l, keep in forced],
                    "p": run.score, "depth": run.depth, "logits": run.logits.tolist()})
    return out


def main(folder: str, out: str) -> None:
    model = Transkimmer.open(folder).eval()
    tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
    by_layer = [round(0.35 + 0.05 * (l % 7), 2) for l in range(model.config.num_hidden_layers)]
    cases = []
    for text in TEXTS:
        coded = tokenizer.encode(text)
        cases.append({
            "text": text, "ids": coded.ids, "pieces": coded.tokens,
            "offsets": [[utf16(text, a), utf16(text, b)] for a, b in coded.offsets],
            "dense": model.skim(coded.ids, dense=True).logits.tolist(),
            "runs": runs(model, coded.ids, [*((t, []) for t in [*THRESHOLDS, by_layer]), *FORCED]),
        })
    model.int8(True, json.loads(Path(folder, "config.json").read_text())["skim"].get("fp32Linears", []))
    for case in cases:
        case["int8"] = runs(model, case["ids"], [(t, []) for t in EIGHT])
    with open(out, "w", encoding="utf-8") as file:
        json.dump(cases, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
