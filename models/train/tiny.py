"""
A tiny random bundle whose masks differ from layer to layer, and PyTorch's numbers on it:

    python tiny.py ../../test/fixtures/tiny ../../test/fixtures/parity/tiny.json

Random weights are for tests alone; nothing that a person sees is drawn from them.
"""
import json
import sys

import torch

import fixtures
from data import base_folder
from model import Config, Transkimmer

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def small_tokenizer(size=1000):
    """The base tokenizer with its vocabulary cut down: single characters, their ## forms, then the commonest words."""
    t = json.loads((base_folder() / "tokenizer.json").read_text(encoding="utf-8"))
    words = sorted(t["model"]["vocab"], key=t["model"]["vocab"].get)
    single = [w for w in words if len(w.removeprefix("##")) == 1 and ord(w[-1]) < 128] + [w for w in words if w in "東京中文한국日本"]
    common = [w for w in words if len(w.removeprefix("##")) > 1 and not w.startswith("[")]
    vocab = {w: i for i, w in enumerate(dict.fromkeys([*SPECIAL, *single, *common]))}
    vocab = dict(list(vocab.items())[:size])
    t.update(truncation=None, padding=None)
    t["model"]["vocab"] = vocab
    for added in t["added_tokens"]:
        added["id"] = vocab[added["content"]]
    for name, s in t["post_processor"]["special_tokens"].items():
        s["ids"] = [vocab[name]]
    return t, len(vocab)


def small_model(vocab_size, pooling="cls"):
    torch.manual_seed(0)
    model = Transkimmer(Config(vocab_size, 32, 3, 4, 64, 256, num_labels=3, pooling=pooling)).eval()
    for name, p in model.named_parameters():
        if name.endswith("predictor.4.weight"):
            torch.nn.init.normal_(p, std=0.6)                # p(keep) then spreads over 0 .. 1
        elif name.endswith("predictor.4.bias"):
            torch.nn.init.zeros_(p)
        elif p.dim() == 2:
            torch.nn.init.normal_(p, std=1 / p.shape[1] ** 0.5)
        elif name.endswith("bias"):
            torch.nn.init.normal_(p, std=0.1)
    return model


if __name__ == "__main__":
    folder, out = sys.argv[1:]
    tokenizer, size = small_tokenizer()
    small_model(size).save(folder, ["red", "green", "blue"], dtype=torch.float32)
    with open(f"{folder}/tokenizer.json", "w", encoding="utf-8") as f:
        json.dump(tokenizer, f, ensure_ascii=False)
    fixtures.main(folder, out)
