"""
A data set's rows: a JSONL, CSV or TSV file (.gz, too) with a column of texts and one of labels. Options are named as in the
terminal's `evaluate`: --text, --label, --labels.
"""
import csv
import gzip
import io
import json
import random
from pathlib import Path

from .refused import Refused

TEXTS = ("text", "sentence", "content", "review", "body", "comment", "message", "title")
LABELS = ("label", "labels", "class", "category", "sentiment", "target", "gold")
SHOWN = 5


def add_options(parser):
    parser.add_argument("data", help="the rows: .jsonl, .csv or .tsv, or one of them with .gz")
    parser.add_argument("--text", metavar="COLUMN", help="the texts' column")
    parser.add_argument("--label", metavar="COLUMN", help="the labels' column")
    parser.add_argument("--labels", metavar="MEANING", help="what the labels are: names, ids (of the model, from 0), from-1, or VALUE=LABEL,…; found out where it is left away")


def read_rows(file, labels, text=None, label=None, meaning=None):
    """-> [(text, index of its label in `labels`)]"""
    records = read_records(Path(file))
    columns = list(dict.fromkeys(name for record in records for name in record))
    text, label = column(file, columns, "text", text, TEXTS), column(file, columns, "label", label, LABELS)
    rows = [(str(r[text]), str(r[label])) for r in records if r.get(text) not in (None, "") and r.get(label) not in (None, "")]
    if not rows:
        raise Refused(f"{file} has no row with a text in {text!r} and a label in {label!r}.")
    index = meanings(file, labels, {value for _, value in rows}, meaning)
    return [(words, index[value]) for words, value in rows]


def read_records(file):
    if not file.is_file():
        raise Refused(f"{file} is no file: give a .jsonl, .csv or .tsv with texts and labels.")
    raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"{file} is not UTF-8: save it so.") from None
    if not content.strip():
        raise Refused(f"{file} is empty.")
    kind = file.suffixes[-2:][0] if file.suffix == ".gz" else file.suffix
    if kind in (".csv", ".tsv"):
        return list(csv.DictReader(io.StringIO(content, newline=""), delimiter="\t" if kind == ".tsv" else ","))
    records = []
    for number, line in enumerate(content.splitlines(), 1):
        if line.strip():
            try:
                record = json.loads(line)
            except ValueError:
                record = None
            if not isinstance(record, dict):
                raise Refused(f"{file}, line {number}: this is no JSON object. A file of one object a line ends in .jsonl, tables in .csv or .tsv.")
            records.append(record)
    return records


def column(file, columns, what, asked, usual):
    by_name = {name.strip().lower(): name for name in columns if name}
    if asked is not None and asked in columns:
        return asked
    found = [by_name[name] for name in usual if name in by_name]
    if asked is None and found:
        return found[0]
    lacks = f"no column {asked!r}" if asked is not None else f"no column that is called {what}"
    raise Refused(f"{file} has {lacks}: give --{what} with one of {', '.join(map(repr, by_name.values()))}.")


def meanings(file, labels, values, meaning):
    """-> {value in the file: index of the model's label}"""
    names = {name.lower(): i for i, name in enumerate(labels)}
    read = {
        "names": lambda value: names.get(value.lower()),
        "ids": lambda value: int(value) if value.isdigit() and int(value) < len(labels) else None,
        "from-1": lambda value: int(value) - 1 if value.isdigit() and 1 <= int(value) <= len(labels) else None,
    }
    if meaning is not None and meaning not in read:
        pairs = dict(pair.partition("=")[::2] for pair in meaning.split(","))
        read = {meaning: lambda value: names.get(pairs.get(value, "").lower())}
    tried = [meaning] if meaning is not None else ["names", "ids"]   # a file whose labels begin at 1 is asked about, for 1 is an id, too
    for name in tried:
        index = {value: read[name](value) for value in values}
        if None not in index.values():
            return index
    first = {value for value in values if all(read[name](value) is None for name in tried)} or values
    said = ", ".join(map(repr, sorted(first)[:SHOWN])) + (", …" if len(first) > SHOWN else "")
    raise Refused(f"{file} has labels that the model does not have: {said}. The model's are {', '.join(labels)}; say what they mean with --labels.")


def split(rows, file, held_share=0.1, most=1000, seed=1):
    """-> train, held. Rows of one text stay on one side, or what was trained on would be measured on."""
    if len({y for _, y in rows}) == 1:
        raise Refused(f"all {len(rows)} rows of {file} have one label: to train, or to measure what is lost, takes two at least.")
    texts = sorted({text for text, _ in rows})
    random.Random(seed).shuffle(texts)
    held = set(texts[: max(1, min(most, round(held_share * len(texts))))])
    train = [row for row in rows if row[0] not in held]
    if not train:
        raise Refused(f"{file} has {len(texts)} texts, too few to train on some and measure on others.")
    return train, [row for row in rows if row[0] in held]
