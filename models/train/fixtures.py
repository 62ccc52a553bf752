"""Parity numbers for the TypeScript engine: what PyTorch computes on a bundle, for invented texts.

    python fixtures.py ../sst2 ../../test/fixtures/parity/sst2.json
    python fixtures.py ../issues ../../test/fixtures/parity/issues.json
"""
import json
import sys

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


def utf16(text: str, at: int) -> int:
    return len(text[:at].encode("utf-16-le")) // 2


def main(folder: str, out: str) -> None:
    model = Transkimmer.open(folder).eval()
    tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
    cases = []
    for text in TEXTS:
        coded = tokenizer.encode(text)
        runs = []
        for threshold in THRESHOLDS:
            run = model.skim(coded.ids, threshold)
            runs.append({"threshold": threshold, "forced": [], "p": run.score, "depth": run.depth, "logits": run.logits.tolist()})
        for threshold, fates in FORCED:
            last = model.config.num_hidden_layers - 1
            forced = [(t % len(coded.ids), last if l == "last" else l, keep) for t, l, keep in fates]
            run = model.skim(coded.ids, threshold, forced=forced)
            runs.append({"threshold": threshold, "forced": [{"token": t, "from": l, "keep": keep} for t, l, keep in forced],
                         "p": run.score, "depth": run.depth, "logits": run.logits.tolist()})
        cases.append({
            "text": text, "ids": coded.ids, "pieces": coded.tokens,
            "offsets": [[utf16(text, a), utf16(text, b)] for a, b in coded.offsets],
            "dense": model.skim(coded.ids, dense=True).logits.tolist(), "runs": runs,
        })
    with open(out, "w", encoding="utf-8") as file:
        json.dump(cases, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
