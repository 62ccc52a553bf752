"""What Transformers computes of texts with a folder's classifier, whole, and of which characters: a JSON line a text.

    python real.py FOLDER TEXTS.jsonl ANSWERS.jsonl        # test/parity/real.ts calls it
"""
import json
import sys
from pathlib import Path

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from tokenizer_fixtures import utf16


@torch.no_grad()
def main(folder, texts, out):
    torch.set_num_threads(1)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSequenceClassification.from_pretrained(folder, dtype=torch.float32).eval()
    with open(out, "w", encoding="utf-8") as file:
        for line in Path(texts).read_text(encoding="utf-8").splitlines():
            text = json.loads(line)
            inputs = tokenizer(text, return_tensors="pt", return_offsets_mapping=True)
            offsets = [[utf16(text, at) for at in span] for span in inputs.pop("offset_mapping")[0].tolist()]
            logits = model(**inputs).logits[0].tolist()
            file.write(json.dumps({"ids": inputs["input_ids"][0].tolist(), "offsets": offsets, "logits": logits}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
