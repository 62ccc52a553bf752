"""Pairs of texts through Transformers' own BERT and tokenizer, for the engine to be held to:

    python pairs.py ../../test/fixtures/tiny ../../test/fixtures/parity/pairs.json
"""
import json
import sys

import torch
from transformers import BertForSequenceClassification, PreTrainedTokenizerFast

PAIRS = [
    ("a man plays a guitar", "someone is playing an instrument"),
    ("no wit , only labored gags .", "the film is not funny"),
    ("x", "Café\u0301 naïve 👩‍👩‍👧 in 東京!\r\n\tDone."),
    ("the same text", "the same text"),
]


def main(folder: str, out: str) -> None:
    model = BertForSequenceClassification.from_pretrained(folder).eval()
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=f"{folder}/tokenizer.json")
    cases = []
    for text, pair in PAIRS:
        coded = tokenizer(text, pair, return_tensors="pt", return_token_type_ids=True)
        with torch.no_grad():
            logits = model(coded["input_ids"], token_type_ids=coded["token_type_ids"]).logits[0]
        cases.append({"text": text, "pair": pair, "ids": coded["input_ids"][0].tolist(), "logits": logits.tolist()})
    with open(out, "w", encoding="utf-8") as file:
        json.dump(cases, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
