"""
A classifier in the size that most people have, 12 × 768 (DistilBERT: 6 × 768), of random weights with skim predictors: for what is measured.

    python base_size.py NAME FOLDER              # bert, roberta or distilbert; test/bench/bundles.ts calls it

As many pieces as the published ones have, so as many bytes: most of them stand in no text.
"""
import json
import sys
from pathlib import Path

import torch
import torch.nn as nn
import transformers

from families import DistilBert, Family, Roberta, randomize, wordpiece
from model import SkimPredictor

BASE = {"hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12, "intermediate_size": 3072, "max_position_embeddings": 512}


class BaseBert(Family):
    config, base, settings, pieces = "BertConfig", "bert", BASE, 30522

    def tokenizer(self):
        return transformers.BertTokenizer(vocab=wordpiece())


class BaseRoberta(Roberta):
    settings, pieces = {**Roberta.settings, **BASE, "max_position_embeddings": 514}, 50265


class BaseDistilBert(DistilBert):
    settings, pieces = {"dim": 768, "n_layers": 6, "n_heads": 12, "hidden_dim": 3072, "max_position_embeddings": 512}, 30522


SIZED = {"bert": BaseBert, "roberta": BaseRoberta, "distilbert": BaseDistilBert}


def fill(path, pieces):
    """The tokenizer's file with more pieces, that no text has."""
    saved = json.loads(path.read_text(encoding="utf-8"))
    vocab = saved["model"]["vocab"]
    for at in range(max(vocab.values()) + 1, pieces):
        vocab[f"[unused{at}]"] = at
    path.write_text(json.dumps(saved, ensure_ascii=False), encoding="utf-8")


def main(name, folder):
    torch.manual_seed(0)
    family = SIZED[name]()
    tokenizer = family.tokenizer()
    model = family.model(family.pieces, tokenizer.pad_token_id)
    predictors = nn.ModuleList(SkimPredictor(model.config.hidden_size) for _ in range(model.config.num_hidden_layers))
    family.stem(getattr(model, family.base)).skim_predictors = predictors
    randomize(model)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    fill(Path(folder) / "tokenizer.json", family.pieces)


if __name__ == "__main__":
    main(*sys.argv[1:])
