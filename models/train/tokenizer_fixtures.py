"""Writes what Python's tokenizers makes of awkward texts, and its character classes, for test/unit/tokenizer.test.ts.

    python tokenizer_fixtures.py ../sst2 ../../test/fixtures/parity
"""
import json
import random
import sys
from pathlib import Path

from tokenizers import Tokenizer
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

FRAGMENTS = [
    "hello", "Skimming", "unaffable", "Café", "cafe\u0301", "e\u0301s", "naïve", "Å", "A\u030a", "İstanbul", "ΣΑΣ", "straße", "ẞ", "Ǆ", "ǰ",
    "한국어", "中文字", "日本", "東京タワー", "हिन्दी", "ไทย", "١٢", "ﬁ", "Ａ", "①", "ᾳ", "\u0301", "a\u0301\u0323b", "𝔘", "𠀀", "\U0002b7ff",
    "😀", "👩‍👩‍👧‍👦", "🇩🇪", "❤️", "\t", "\n", "\r\n", " ", "  ", "\u00a0", "\u3000", "\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad",
    "\u0000", "\ufffd", "\u0085", "\u2028", ".", "...", "!", "don't", "$5", "~", "^", "`", "“quoted”", "—", "##ing", "a_b", "C++",
    "[SEP]", "[CLS]", " [MASK] ", "[sep]", "x" * 99, "x" * 100, "x" * 101, "é" * 100, "é" * 101, "\u0890", "\u1734",
]
PLANES = [(0x20, 0x7F), (0x80, 0x3000), (0x3000, 0xD800), (0xE000, 0x10000), (0x10000, 0x20000), (0x20000, 0x110000)]


def texts():
    rng = random.Random(1)
    yield from FRAGMENTS
    for _ in range(500):
        yield "".join(rng.choice(FRAGMENTS) for _ in range(rng.randint(1, 10)))
    for _ in range(500):
        yield "".join(chr(rng.randrange(*rng.choice(PLANES))) for _ in range(rng.randint(1, 10)))


def utf16(text, at):
    return len(text[:at].encode("utf-16-le")) // 2


def case(tokenizer, text):
    e = tokenizer.encode(text, add_special_tokens=False)
    return [text, [[i, t, utf16(text, a), utf16(text, b)] for i, t, (a, b) in zip(e.ids, e.tokens, e.offsets)]]


def ranges(codes):
    out = []
    for c in codes:
        if out and out[-1][1] == c - 1:
            out[-1][1] = c
        else:
            out.append([c, c])
    return out


def classes():
    """Code points by what the library does to them. Surrogates are left out: a Python string for Rust has none."""
    every = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
    off = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    one = {k: BertNormalizer(**{**off, k: True}) for k in off}
    words = BertPreTokenizer()
    split = {c: len(words.pre_tokenize_str(f"a{chr(c)}a")) for c in every}
    stripped = {c: one["strip_accents"].normalize_str(chr(c)) for c in every}
    return {
        "removed": ranges(c for c in every if one["clean_text"].normalize_str(chr(c)) == ""),
        "chinese": ranges(c for c in every if one["handle_chinese_chars"].normalize_str(chr(c)) != chr(c)),
        "space": ranges(c for c in every if split[c] == 2),
        "punctuation": ranges(c for c in every if split[c] == 3),
        "mark": ranges(c for c in every if stripped[c] == ""),
        "stripped": {chr(c): s for c, s in stripped.items() if s not in ("", chr(c)) and not 0xAC00 <= c <= 0xD7A3},
        "lowered": {chr(c): s for c in every if (s := one["lowercase"].normalize_str(chr(c))) != chr(c)},
    }


if __name__ == "__main__":
    bundle, out = map(Path, sys.argv[1:])
    tokenizer = Tokenizer.from_file(str(bundle / "tokenizer.json"))
    (out / "offsets.json").write_text(json.dumps([case(tokenizer, t) for t in texts()]) + "\n")
    (out / "classes.json").write_text(json.dumps(classes()) + "\n")
