"""
Does the recipe still work? A few steps on a tiny random model, no data and no base weights trained:  python smoke.py
Each function is one check; it ends with "N passed, N failed".
"""
import gzip
import json
import random
import sys
import tempfile
import traceback
from pathlib import Path

import numpy as np
import torch

import data
import smoke_package
import train
from model import Config, Transkimmer, flops, round_tokens
from sentences import made_sentences
from teacher import left_by
from tiny import small_model

ROWS = [(w, i % 2) for i, w in enumerate("good bad great awful fine poor nice dull".split() * 4)]


class Letters:
    """A tokenizer of letters, enough to train on."""
    def encode_batch(self, texts):
        return [type("Encoding", (), {"ids": [1, *(ord(x) - 94 for x in t), 2]}) for t in texts]


def settings(**skim):
    return {**train.DEFAULTS, "epochs": 2.0, "batch": 8, "batch_tokens": 999, "save_every": 3, "bf16": True,
            "skim": {**train.SKIM, "int8_from": 0.5, "margin": 0.1, **skim}}


def tiny(pooling="cls"):
    torch.manual_seed(3)
    return Transkimmer(Config(40, 16, 2, 2, 32, 32, pooling=pooling))


def masking_is_dropping():
    for pooling in ("cls", "mean"):
        model, r = small_model(40, pooling), random.Random(0)
        for threshold in (0.0, 0.4, 0.5, 0.6, [0.3, 0.6, 0.5]):
            ids = [[r.randrange(40) for _ in range(r.randint(1, 20))] for _ in range(12)]
            logits, keep, _ = model(*data.pad(ids), threshold=threshold)
            for n, i in enumerate(ids):
                run = model.skim(i, threshold)
                assert keep[:, n, : len(i)].bool().tolist() == run.keep
                assert torch.allclose(run.logits, logits[n], atol=1e-5)
                if threshold == 0.0:
                    assert torch.allclose(run.logits, model.skim(i, dense=True).logits, atol=1e-5)


def gradient_mask_gives_the_same_numbers():
    layer, h = small_model(40).bert.encoder.layer[0], torch.randn(2, 7, 32)
    alive = torch.tensor([[1, 0, 1, 1, 0, 1, 1], [1, 1, 1, 0, 0, 0, 0.0]])
    assert torch.allclose(layer(h, alive), layer(h, alive.clone().requires_grad_()), atol=1e-5)


def stopped_and_resumed_is_the_same_run():
    with tempfile.TemporaryDirectory() as folder:
        whole, parts = Path(folder, "whole"), Path(folder, "parts")
        go = (lambda out, **more: train.train(
            settings(), ROWS, Letters(), tiny(), tiny().eval(), out, report=lambda s: None, **more))
        a = go(whole)
        go(parts, stop_after=4)
        b = go(parts)
        for x, y in zip(a.parameters(), b.parameters()):
            assert torch.equal(x, y)


def saved_is_opened_again():
    with tempfile.TemporaryDirectory() as folder:
        model = tiny("mean")
        model.save(folder, ["no", "yes"], dtype=torch.float32)
        again = Transkimmer.open(folder)
        assert again.config.pooling == "mean"
        for (name, x), y in zip(model.state_dict().items(), again.state_dict().values()):
            assert torch.equal(x, y), name


def threshold_zero_is_plain_bert():
    from transformers import BertForSequenceClassification
    with tempfile.TemporaryDirectory() as folder:
        model = small_model(40)
        model.save(folder, ["red", "green", "blue"], dtype=torch.float32)
        theirs = BertForSequenceClassification.from_pretrained(folder).eval()
        ids = [2, 7, 30, 11, 3]
        assert torch.allclose(theirs(torch.tensor([ids])).logits[0], model.skim(ids, 0.0).logits, atol=1e-4)


def eight_bits_are_the_engines():
    x = torch.tensor([[-1.0, 0.3, 1.55], [2.0, 2.0, 2.0]])
    assert (round_tokens(x) - x).abs().max() <= 2.55 / 255 / 2 + 1e-6
    assert torch.equal(round_tokens(x)[1], x[1])
    model = small_model(40)
    ids = list(range(20))
    a, b = model.skim(ids, 0.0), model.int8(True).skim(ids, 0.0)
    assert 0 < (a.logits - b.logits).abs().max() < 0.5


def flops_are_the_formula():
    c = Config(40, 16, 2, 2, 32, 32)
    assert flops([5, 3], 5, c) == 8 * (8 * 256 + 4 * 512) + 4 * (25 + 9) * 16 + 10 * (2 * 256 + 64)


def held_out_sentences_leave_no_phrase_behind():
    rows = [(f"a {i} long sentence of more than ten words number {i} stands here", 0) for i in range(30)]
    rows += [(f"a {i} long sentence of", 1) for i in range(30)] + [("twice", 0), ("twice", 1)]
    kept, chosen = data.split_sst2(rows, held=10)
    assert len(chosen) == 10 and len(kept) == 40
    assert not any(t in s for t, _ in kept for s, _ in chosen)


def made_sentences_are_new_and_the_same_each_time():
    texts = [f"the film number {i} is a fun ride for all of us" for i in range(9)] + ["a fun ride", "a mess", "for all of us", "not for me"]
    made = made_sentences(texts, 20)
    assert made == made_sentences(texts, 20) != made_sentences(texts, 20, seed=1)
    assert len(set(made)) == 20 and not set(made) & set(texts)
    assert any("a mess" in text for text in made)


def a_teachers_sentences_are_read_with_its_labels():
    logits = {"a fun ride": torch.tensor([0.0, 1.0]), "nobody wrote this": torch.tensor([2.0, -1.0])}
    with tempfile.TemporaryDirectory() as folder:
        with gzip.open(Path(folder) / "sst2.train.jsonl.gz", "wt") as f:
            f.write(json.dumps(dict(text="a fun ride", label=1)) + "\n")
        assert train.made_by(logits, folder) == [("nobody wrote this", 0)]
        assert train.soft_labels(logits, [("a fun ride", 1)], None, None).argmax().item() == 1


def logits_of_other_texts_are_refused():
    known, texts = [("a fun ride", 1), ("a mess", 0)], ["a fun ride", "a mess", "nobody wrote this"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "logits.f16"
        np.array([[-2, 1], [3, -1], [0.5, 0.25]], np.float16).tofile(file)
        assert left_by(file, texts, known).tolist() == [[-2, 1], [3, -1], [0.5, 0.25]]
        for other_texts, other_known in ((texts[:2], known), (texts, [("a mess", 0), ("a fun ride", 1)])):
            try:
                left_by(file, other_texts, other_known)
                raise AssertionError("taken")
            except SystemExit as e:
                assert "other texts" in str(e)


if __name__ == "__main__":
    torch.set_num_threads(1)
    checks = [f for module in (sys.modules["__main__"], smoke_package) for name, f in list(vars(module).items())
              if callable(f) and getattr(f, "__module__", "") == module.__name__ and name not in ("Letters", "settings", "tiny", "rows", "said_by")]
    failed = 0
    for check in checks:
        try:
            check()
            print("ok  ", check.__name__.replace("_", " "))
        except Exception:
            failed += 1
            print("FAIL", check.__name__.replace("_", " "))
            traceback.print_exc()
    print(f"{len(checks) - failed} passed, {failed} failed")
    sys.exit(failed > 0)
