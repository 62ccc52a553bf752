"""Checks of transkimmer_train on tiny random models and rows that are made here; smoke.py runs them."""
import contextlib
import io
import json
import tempfile
from pathlib import Path

import torch
from transformers import AutoModelForSequenceClassification

from model import Transkimmer
from transkimmer_train import __main__ as command
from transkimmer_train import low_rank, runs, skim
from transkimmer_train.classifier import Classifier
from transkimmer_train.linears import Linear8, linears_of, shape_of

FIXTURES = Path(__file__).parents[2] / "test" / "fixtures"
WORDS = "good bad great awful the movie was a".split()
COLOURS = ["red", "green", "blue"]                           # labels of the tiny model


def rows(folder, count=40, name="rows.jsonl"):
    file = Path(folder, name)
    texts = [" ".join(WORDS[(7 * i + 3 * j) % 8] for j in range(2 + i % 9)) + f" {i}" for i in range(count)]
    file.write_text("".join(json.dumps(dict(text=text, label=COLOURS[i % 3])) + "\n" for i, text in enumerate(texts)))
    return str(file)


def said_by(*given):
    """What a command prints; where it refuses, its one line."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        try:
            command.main([str(one) for one in given])
        except SystemExit as end:
            return str(end)
    return out.getvalue()


def each_architecture_is_transformers_own():
    ids, real = runs.pad([[3, 9, 30, 4], [3, 12, 7, 8, 20, 4]])
    for name in ("distilbert", "electra", "roberta"):
        model, theirs = Classifier.open(FIXTURES / "families" / name), AutoModelForSequenceClassification.from_pretrained(FIXTURES / "families" / name)
        with torch.no_grad():
            mine, plain = model(ids, real)[0], theirs.eval()(ids, attention_mask=real).logits
        assert torch.allclose(mine, plain, atol=1e-5), name


def masked_is_really_gone():
    for name in ("tiny", "tiny-factored"):
        whole, model = Transkimmer.open(FIXTURES / name).eval(), Classifier.open(FIXTURES / name)
        ids = [[2, *range(9, 9 + n), 3] for n in (3, 17, 8)]
        for on in (False, True):
            logits, depths = runs.run(model.int8(on), ids, 0.5)
            alone = [whole.int8(on).skim(i, 0.5) for i in ids]
            assert [run.depth for run in alone] == depths
            assert torch.allclose(torch.stack([run.logits for run in alone]), logits, atol=0.02 if on else 1e-5), name


def a_cut_has_the_error_that_its_singular_values_say():
    torch.manual_seed(0)
    linear, x = Linear8(12, 20), torch.randn(500, 12) @ torch.randn(12, 12) + torch.randn(12)
    mean = x.double().mean(0)
    root = torch.linalg.cholesky(torch.cov(x.double().T, correction=0))
    P, S, Q = torch.linalg.svd(linear.weight.detach().double() @ root, full_matrices=False)
    two = low_rank.cut(linear, (linear.weight.detach().double(), P, S, Q @ torch.linalg.inv(root), mean), 5)
    with torch.no_grad():
        error = (linear(x) - two(x)).square().sum(-1).mean()
    assert abs(error - S[5:].square().sum()) < 1e-3 * error


def factor_then_evaluate_then_card():
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out")
        said = said_by("factor", FIXTURES / "tiny", rows(folder), "-o", out, "--flops", 0.5, "--threads", 1)
        assert "36 to calibrate on" in said and "4 held out" in said, said
        model = Classifier.open(out)
        linears = [shape_of(linear) for linear in linears_of(model).values()]
        share = sum(o * i if rank is None else rank * (o + i) for o, i, rank in linears) / sum(o * i for o, i, _ in linears)
        assert 0.4 < share <= 0.56, share
        figures = json.loads(said_by("evaluate", out, rows(folder), "--threads", 1))
        assert figures["own"]["rows"] == 40 and figures["own"]["flopsGain"] > figures["nothingSkimmed"]["flopsGain"] > 1.5
        (out / "README.md").unlink()
        said_by("card", out)
        card = (out / "README.md").read_text()
        assert "its exit depth for" in card and "| matrix | shape | rank |" in card and "4 of 40 rows" in card


def a_skimmed_model_is_trained_and_goes_on_where_it_was_stopped():
    with tempfile.TemporaryDirectory() as folder:
        given = ["skim", FIXTURES / "families" / "distilbert", rows(folder), "--labels", "red=LABEL_0,green=LABEL_1,blue=LABEL_2",
                 "--epochs", 1, "--batch", 12, "--flops", 0.6, "--ranks", "uniform", "--threads", 1, "-o"]
        said_by(*given, Path(folder, "whole"))
        train, stopped = skim.train, Path(folder, "parts")
        skim.train = lambda *given, **more: (train(*given, **more, stop_after=2), exit("stopped"))
        try:
            assert said_by(*given, stopped) == "stopped"
        finally:
            skim.train = train
        assert "another epochs" in said_by(*given, stopped, "--epochs", 2)
        assert "Going on from step 2" in said_by(*given, stopped)
        whole, parts = (Path(folder, name, "model.safetensors").read_bytes() for name in ("whole", "parts"))
        assert whole == parts
        config = json.loads(Path(folder, "whole", "config.json").read_text())
        assert config["skim"]["threshold"] == 0.5 and config["skim"]["int8"]["rows"] == 4
        assert Path(folder, "whole", "frontier.svg").read_text().count("<circle") == 9
        assert Classifier.open(Path(folder, "whole")).predictors is not None


def what_cannot_be_done_is_one_clear_line():
    with tempfile.TemporaryDirectory() as folder:
        good, tiny = rows(folder), FIXTURES / "tiny"
        empty, one, other, table = (Path(folder, name) for name in ("empty.jsonl", "one.jsonl", "other.jsonl", "rows.csv"))
        empty.write_text("\n")
        one.write_text("".join(line for line in Path(good).read_text().splitlines(True) if '"red"' in line))
        other.write_text(Path(good).read_text().replace("blue", "purple"))
        table.write_text("words,colour\na good movie,red\n")
        wrong = [
            ((folder, good), "is no model folder"),
            ((FIXTURES / "families" / "albert", good), "can be trained here"),
            ((tiny, Path(folder, "none.csv")), "is no file"),
            ((tiny, empty), "is empty"),
            ((tiny, one), "have one label"),
            ((tiny, other), "labels that the model does not have: 'purple'"),
            ((tiny, table), "give --text with one of 'words', 'colour'"),
        ]
        for given, why in wrong:
            for name in ("factor", "skim"):
                said = said_by(name, *given, "-o", Path(folder, "out"), "--threads", 1)
                assert why in said and "\n" not in said, (name, said)
