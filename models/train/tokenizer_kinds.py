"""Small tokenizers of every kind that models are saved with, learnt from our own texts, and what Python's tokenizers makes of awkward ones.

    python tokenizer_kinds.py ../../test/fixtures/tokenizers        (needs sentencepiece and protobuf, for SentencePiece's own character map)
"""
import base64
import hashlib
import json
import sys
import tempfile
import unicodedata
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from tokenizers import __version__
from tokenizer_fixtures import texts as awkward, utf16

HOME = Path(__file__).resolve().parents[2]
LEARNT = [(HOME / name).read_text(encoding="utf-8") for name in ("README.md", "models/README.md", "test/bench/texts/issues.txt", "test/bench/texts/sst2.txt")]
MORE = [
    " leading", "trailing ", "  two  blanks  ", "\n\nlines\r\n\tand tabs\t", "I'm we'll DON'T 'S it's", "1234567 12,345.67 ٣٤ Ⅷ ½", "``quoted'' text",
    "def f(x):\n    return {'a': [1, 2]}  # done", "w" * 1000, "日本語のテキスト。 中文", "a\u0301\u0323\u0308 e\u0323\u0301 \u0344", "각 각 한", "ﬃ ㎏ ① ｶﾞ Ａ ﷺ",
    "<s> text </s>", "a <mask> b", "<mask>", "[MASK]!", "x<user>y <user> z", "👍🏽 🏳️‍🌈 é", "a\u0903 ك\u0651 \u0600\u0661", "\u0001\u0002abc", "a\u200bb\u200dc\u2060",
    "\u3000wide\u3000", "İi ΑΣ Σ", "x" * 300 + " " * 50 + "y", "-" * 40, "....", "a" * 5 + "\u0301" * 30, "\u2581already\u2581", "\ufffd", "",
]
PAIRS = [["a film", "is good"], ["", "alone"], ["Is it?", "No, it's not\nat all"], [" a", " b "]]


def texts():
    """Characters that were given out by Unicode 14: on later ones libraries of different age differ."""
    assigned = lambda t: all(unicodedata.category(c) != "Cn" for c in t)
    of = [t for t in awkward() if assigned(t)]
    return MORE + of[:80] + of[80::6] + [p.read_text(encoding="utf-8") for p in sorted((HOME / "test/fixtures/texts").glob("*.txt"))]


def spm_map():
    """The map that XLM-R, CamemBERT and DeBERTa carry, out of SentencePiece."""
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2

    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder, "text")
        text.write_text("\n".join(LEARNT))
        sentencepiece.SentencePieceTrainer.train(
            input=str(text), model_prefix=f"{folder}/m", vocab_size=100, hard_vocab_limit=False, normalization_rule_name="nmt_nfkc", minloglevel=2)
        model = sentencepiece_model_pb2.ModelProto()
        model.ParseFromString(Path(folder, "m.model").read_bytes())
    return model.normalizer_spec.precompiled_charsmap


def learn(model, trainer, normalizer=None, pre=None):
    t = Tokenizer(model)
    if normalizer:
        t.normalizer = normalizer
    if pre:
        t.pre_tokenizer = pre
    t.train_from_iterator(LEARNT, trainer)
    return t


SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]


def byte_bpe(pre, size=420, normalizer=None, special=SPECIAL, **model):
    trainer = trainers.BpeTrainer(vocab_size=size, show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), special_tokens=special)
    return learn(models.BPE(**model), trainer, normalizer, pre)


def unigram(normalizer, pre, size=420):
    trainer = trainers.UnigramTrainer(vocab_size=size, show_progress=False, special_tokens=SPECIAL, unk_token="<unk>")
    return learn(models.Unigram(), trainer, normalizer, pre)


def ends(t, kind=processors.RobertaProcessing, cls="<s>", sep="</s>", **more):
    return kind((sep, t.token_to_id(sep)), (cls, t.token_to_id(cls)), **more)


def changed(t, change):
    """The tokenizer with its file changed: for forms that only older versions write."""
    j = json.loads(t.to_str())
    change(j)
    return Tokenizer.from_str(json.dumps(j)), j


def kinds():
    N, P = normalizers, pre_tokenizers
    gpt4 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"

    t = byte_bpe(P.ByteLevel(add_prefix_space=False))
    t.post_processor = ends(t, trim_offsets=True, add_prefix_space=False)
    t.add_special_tokens([AddedToken("<mask>", lstrip=True, normalized=False)])
    yield "roberta", t

    t = byte_bpe(P.ByteLevel(add_prefix_space=True))
    ids = [(c, t.token_to_id(c)) for c in ("<s>", "</s>")]
    template = processors.TemplateProcessing(single="<s> $A </s>", pair="<s> $A </s> $B:1 </s>:1", special_tokens=ids)
    t.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=True), template])
    t.add_tokens([AddedToken("<user>", single_word=True), AddedToken("lines", rstrip=True)])
    def as_strings(j):
        j["model"]["merges"] = [" ".join(m) for m in j["model"]["merges"]]
        del j["pre_tokenizer"]["use_regex"]
        del j["model"]["type"]
    yield "byte-level-2020", changed(t, as_strings)

    t = byte_bpe(P.ByteLevel(add_prefix_space=False), normalizer=N.NFC())
    t.add_tokens([AddedToken(" " * n, normalized=False) for n in range(2, 25)])
    t.post_processor = processors.TemplateProcessing(single="<s> $A </s>", pair="<s> $A </s> $B </s>", special_tokens=ids)
    yield "modernbert", t

    t = byte_bpe(P.Sequence([P.Split(Regex(gpt4), "isolated"), P.ByteLevel(add_prefix_space=False, use_regex=False)]), ignore_merges=True)
    t.post_processor = processors.ByteLevel(trim_offsets=False)
    yield "split-regex", t

    pre = P.Sequence([P.Digits(individual_digits=True), P.Punctuation("contiguous"), P.ByteLevel(add_prefix_space=False)])
    yield "digits-byte-level", byte_bpe(pre)

    trainer = trainers.BpeTrainer(vocab_size=400, show_progress=False, continuing_subword_prefix="##", end_of_word_suffix="</w>", special_tokens=["<unk>", "<s>", "</s>"])
    clean = N.Sequence([N.NFD(), N.Lowercase(), N.StripAccents()])
    t = learn(models.BPE(unk_token="<unk>", continuing_subword_prefix="##", end_of_word_suffix="</w>"), trainer, clean, P.Whitespace())
    t.post_processor = ends(t, processors.BertProcessing)
    yield "bpe-words", t

    trainer = trainers.BpeTrainer(vocab_size=700, show_progress=False, special_tokens=["<unk>", "<s>", "</s>"] + [f"<0x{b:02X}>" for b in range(256)])
    spaces = N.Sequence([N.Prepend("▁"), N.Replace(" ", "▁")])
    yield "bpe-byte-fallback", learn(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True), trainer, spaces)

    t = unigram(N.NFKC(), P.Metaspace(prepend_scheme="first"))
    t.post_processor = ends(t, trim_offsets=False)
    yield "unigram", t

    t = unigram(N.Sequence([N.Nmt(), N.NFKC(), N.Replace(Regex(" {2,}"), " "), N.Strip()]), P.Sequence([P.WhitespaceSplit(), P.Metaspace()]))
    def old(j):
        j["pre_tokenizer"]["pretokenizers"][1] = {"type": "Metaspace", "replacement": "▁", "str_rep": "▁", "add_prefix_space": True}
        del j["model"]["type"]
    yield "unigram-2020", changed(t, old)

    t = unigram(N.Sequence([N.Replace("``", '"'), N.Replace("''", '"'), N.NFKD(), N.StripAccents(), N.Lowercase()]), P.Metaspace())
    t.post_processor = processors.TemplateProcessing(single="<s> $A </s>", pair="<s> $A </s> $B:1 </s>:1", special_tokens=[(c, t.token_to_id(c)) for c in ("<s>", "</s>")])
    yield "albert", t

    t = unigram(N.Sequence([N.Nmt(), N.NFKC()]), P.Metaspace())
    def with_map(j):
        j["normalizer"] = {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(spm_map()).decode()}
        j["model"]["vocab"] += [[f"<0x{b:02X}>", -30.0] for b in range(256)]
        j["model"]["byte_fallback"] = True
    t, j = changed(t, with_map)
    t.post_processor = ends(t, trim_offsets=True)
    j["post_processor"] = json.loads(t.to_str())["post_processor"]
    yield "xlm-roberta", (t, j)

    t = learn(models.WordPiece(unk_token="[UNK]"), trainers.WordPieceTrainer(vocab_size=400, show_progress=False, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]),
              N.Sequence([N.NFC(), N.Lowercase(), N.StripAccents(), N.Replace(Regex(r"\s+"), " ")]), P.Sequence([P.Whitespace(), P.Punctuation(), P.Digits(individual_digits=True)]))
    t.post_processor = ends(t, processors.BertProcessing, "[CLS]", "[SEP]")
    t.enable_truncation(8)
    t.enable_padding(length=12)
    yield "wordpiece-steps", t

    for behavior in ("removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous"):
        for invert in (False, True):
            pre = P.Sequence([P.Split(Regex(r"\d|\s"), behavior, invert), P.ByteLevel(add_prefix_space=False, use_regex=False)])
            yield f"split-{behavior}{'-inverted' if invert else ''}", byte_bpe(pre, 300)


def spans(e, text):
    return [[i, utf16(text, a), utf16(text, b)] for i, (a, b) in zip(e.ids, e.offsets)]


def encoded(t, text):
    return [x for span in spans(t.encode(text, add_special_tokens=False), text) for x in span]


def forms(spm):
    """A hash of what each normalizer makes of every code point between letters and marks that change places."""
    N = normalizers
    many = lambda c: 0x3400 <= c < 0xA000 or 0xAC00 <= c < 0xD7A4 or 0x17000 <= c < 0x1B000 or 0x20000 <= c  # one in 64 stands for its like
    every = [c for c in range(0x110000) if unicodedata.category(chr(c)) not in ("Cs", "Cn", "Co") and (c % 64 == 0 or not many(c))]
    text = "".join(f"a{chr(c)}\u0316\u0334" for c in every)
    made = {"NFC": N.NFC(), "NFD": N.NFD(), "NFKC": N.NFKC(), "NFKD": N.NFKD(), "Lowercase": N.Lowercase(), "StripAccents": N.StripAccents(), "Nmt": N.Nmt(), "Precompiled": N.Precompiled(spm)}
    hashed = {name: hashlib.sha256(n.normalize_str(text).encode()).hexdigest() for name, n in made.items()}
    codes = []
    for c in every:
        if codes and codes[-1][1] == c - 1:
            codes[-1][1] = c
        else:
            codes.append([c, c])
    return {"every": codes, "hashes": hashed}


if __name__ == "__main__":
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    all_texts = texts()
    write = lambda name, value: (out / f"{name}.json").write_text(json.dumps(value, ensure_ascii=True, separators=(",", ":")) + "\n")
    write("texts", {"texts": all_texts, "pairs": PAIRS, "of": f"tokenizers {__version__}"})
    for name, made in kinds():
        t, j = made if isinstance(made, tuple) else (made, json.loads(made.to_str()))
        rows = max(t.get_vocab().values()) + 1
        if "wordpiece-steps" == name:
            t.no_truncation()
            t.no_padding()
        pairs = [[e.ids, e.type_ids] for e in (t.encode(*p) for p in PAIRS)]
        some = all_texts[: len(MORE)] if name.startswith("split-") else all_texts
        write(name, {"tokenizer": j, "rows": rows, "encoded": [encoded(t, text) for text in some], "pairs": pairs, "single": t.encode("a film").ids})
    write("forms", forms(spm_map()))
