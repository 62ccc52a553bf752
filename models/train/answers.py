"""PyTorch's answers on SST-2 dev at a bundle's own threshold, fp32 and simulated int8: a JSON line a row.

    python answers.py ../sst2 DATA answers.jsonl        # test/parity/dev.ts calls it
"""
import json
import sys
from pathlib import Path

import torch

from data import open_tokenizer, read_rows
from model import Transkimmer


def answer(model, ids, threshold):
    run = model.skim(ids, threshold)
    return {"threshold": threshold, "p": run.score, "depth": run.depth, "logits": run.logits.tolist()}


def main(folder, data, out):
    torch.set_num_threads(1)
    skim = json.loads(Path(folder, "config.json").read_text())["skim"]
    model, tokenizer = Transkimmer.open(folder).eval(), open_tokenizer(folder)
    rows = read_rows(data, "sst2.dev")
    ids = [tokenizer.encode(text).ids for text, _ in rows]
    fp32 = [answer(model, i, skim["threshold"]) for i in ids]
    model.int8(True, skim.get("fp32Linears", []))
    int8 = [answer(model, i, skim["threshold"]) for i in ids]
    with open(out, "w", encoding="utf-8") as file:
        for (text, label), a, b in zip(rows, fp32, int8):
            file.write(json.dumps({"text": text, "label": label, "fp32": a, "int8": b}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
