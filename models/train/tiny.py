"""
A tiny random bundle whose masks differ from layer to layer, and PyTorch's numbers on it:

    python tiny.py ../../test/fixtures

writes tiny (F32), tiny-f16, tiny-bf16, tiny-sharded, tiny-old and tiny-factored (F16), and parity/tiny*.json; tiny-sharded and tiny-old
hold the weights of tiny, and have its numbers; tiny-factored has factors of half of each matrix's break-even, but for one whole linear of
a layer's three that share their rounding, and one whole predictor.

Random weights are for tests alone; nothing that a person sees is drawn from them.
"""
import json
import sys
from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

import fixtures
from data import base_folder
from model import Config, Transkimmer
from transkimmer_train.linears import Factored, break_even, linears_of, put, shape_of

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


def factored(model):
    """The model with random factors in place of its matrices, of about their size."""
    torch.manual_seed(8)                                     # with it masks differ from layer to layer
    for name, linear in linears_of(model).items():
        if name in ("bert.encoder.layer.1.attention.self.key", "bert.encoder.skim_predictors.2.predictor.1"):
            continue
        out, into, _ = shape_of(linear)
        rank = int(break_even(out, into) / 2)
        two = Factored(into, rank, out)
        torch.nn.init.normal_(two.factors[0].weight, std=into ** -0.5)
        torch.nn.init.normal_(two.factors[1].weight, std=rank ** -0.5)
        two.bias.data = linear.bias.data
        put(model, name, two)
    return model


def shard(folder, out, shards=3):
    """The folder's weights in several files with an index, as save_pretrained writes a large model."""
    out.mkdir(exist_ok=True)
    tensors = load_file(folder / "model.safetensors")
    names = [f"model-{n + 1:05}-of-{shards:05}.safetensors" for n in range(shards)]
    where = {key: names[n * shards // len(tensors)] for n, key in enumerate(tensors)}
    for name in names:
        save_file({k: t for k, t in tensors.items() if where[k] == name}, out / name, metadata={"format": "pt"})
    index = {"metadata": {"total_size": sum(t.nbytes for t in tensors.values())}, "weight_map": where}
    (out / "model.safetensors.index.json").write_text(json.dumps(index, indent=1) + "\n")
    for name in ("config.json", "tokenizer.json"):
        (out / name).write_bytes((folder / name).read_bytes())


def old(folder, out):
    """The folder's weights as the official code and every save_pretrained before 2023 left them: a pickle of tensors."""
    out.mkdir(exist_ok=True)
    tensors = load_file(folder / "model.safetensors")
    state = OrderedDict((key, t.T.contiguous().T if key.endswith("attention.output.dense.weight") else t)   # a strided view
                        for key, t in tensors.items())
    state["bert.embeddings.position_ids"] = torch.arange(256)[None]
    state["classifier.weight"] = state["classifier.weight"].double()
    state._metadata = OrderedDict({"": {"version": 1}})
    torch.save(state, out / "pytorch_model.bin")
    for name in ("config.json", "tokenizer.json"):
        (out / name).write_bytes((folder / name).read_bytes())


if __name__ == "__main__":
    home = Path(sys.argv[1])
    tokenizer, size = small_tokenizer()
    model = small_model(size)
    for name, dtype in (("tiny", torch.float32), ("tiny-f16", torch.float16), ("tiny-bf16", torch.bfloat16), ("tiny-factored", torch.float16)):
        if name == "tiny-factored":
            model = factored(model)
        model.save(home / name, ["red", "green", "blue"], dtype=dtype)
        (home / name / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
        fixtures.main(str(home / name), str(home / "parity" / f"{name}.json"))
    shard(home / "tiny", home / "tiny-sharded")
    old(home / "tiny", home / "tiny-old")
