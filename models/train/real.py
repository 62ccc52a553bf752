"""What Transformers computes of texts with a folder's classifier, whole: a JSON line a text.

    python real.py FOLDER TEXTS.jsonl ANSWERS.jsonl        # test/parity/real.ts calls it
"""
import json
import sys
from pathlib import Path

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer


@torch.no_grad()
def main(folder, texts, out):
    torch.set_num_threads(1)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSequenceClassification.from_pretrained(folder, dtype=torch.float32).eval()
    with open(out, "w", encoding="utf-8") as file:
        for line in Path(texts).read_text(encoding="utf-8").splitlines():
            inputs = tokenizer(json.loads(line), return_tensors="pt")
            logits = model(**inputs).logits[0].tolist()
            file.write(json.dumps({"ids": inputs["input_ids"][0].tolist(), "logits": logits}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
