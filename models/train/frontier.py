"""
Draw accuracy against FLOPs gain, a point a skim coefficient, from the figures that evaluate.py left in logs/:
    python frontier.py sst2 ../frontier-sst2.svg
Writes the picture and prints the table of models/README.md. Everything is read from logs/ and configs/.
"""
import json
import sys
from pathlib import Path
from xml.sax.saxutils import escape

from train import read_config

ROOT = Path(__file__).parent
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 720, 430, 64, 24, 24, 56


def points(task):
    """(coefficient, epochs, whether these came after another skimmed run's, figures, ships) of each run, by FLOPs gain."""
    names = [task, *sorted(p.stem for p in (ROOT / "logs").glob(f"{task}_c[0-9]*.json"))]
    out = []
    for name in names:
        figures = json.loads((ROOT / "logs" / f"{name}.json").read_text())
        c = read_config(ROOT / "configs" / f"{figures['run'] if name == task else name}.toml")
        more = c["start"] != f"{task}_dense"
        out.append((c["skim"]["coefficient"], c["epochs"], more, figures, name == task))
    return sorted(out, key=lambda p: p[3]["skimmed"]["flopsGain"])


def whole(task):
    """Of the runs on a GPU with configs/TASK_whole_c*.toml and the shipped one's: (coefficient, accuracy, FLOPs gain), by FLOPs gain."""
    out, logs = [], ROOT / "logs" / "gpu"
    others = [*logs.glob(f"{task}_whole_c*.jsonl")]
    for log in [*others, logs / f"{task}_skim.jsonl"] if others else []:
        last = json.loads(log.read_text().splitlines()[-1])["report"]
        out.append((read_config(ROOT / "configs" / f"{log.stem}.toml")["skim"]["coefficient"], last["accuracy"], last["gain"]))
    return sorted(out, key=lambda p: p[2])


def table(found):
    lines = ["| coefficient | accuracy | FLOPs gain | kept at layer 0 … 5 | same counts, random | same counts, attention | int8: same label, depth |",
             "|---|---|---|---|---|---|---|"]
    for coefficient, epochs, more, f, ships in found:
        s, b, i = f["skimmed"], f["baselines"], f["int8"]
        name = f"**{coefficient}, ships**" if ships else f"{coefficient}, {epochs} {'more ' * more}epochs"
        lines.append(f"| {name} | {100 * s['accuracy']:.1f} % | {s['flopsGain']:.2f} | {' '.join(f'{k:.2f}' for k in s['kept'])} "
                     f"| {100 * b['random']:.1f} % | {100 * b['attention']:.1f} % | {100 * i['sameLabel']:.1f} %, {100 * i['sameDepth']:.1f} % |")
    return "\n".join(lines)


def drawing(found, others, title):
    shipped = next(f for *_, f, ships in found if ships)
    moved = [(v["flopsGain"], v["accuracy"]) for v in shipped.get("thresholds", {}).values()]
    learned = [(f["skimmed"]["flopsGain"], f["skimmed"]["accuracy"]) for *_, f, _ in found]
    lines = {
        "learned, a point a coefficient": (learned, "circle", "#0a5bc4", ""),
        **({"the same, whole runs on a GPU from one dense model": ([(g, a) for _, a, g in others], "ring", "#0a5bc4", "")} if others else {}),
        "the shipped weights at nine thresholds": (sorted(moved), "diamond", "#5f6b7a", "2 4"),
        "same counts, most attended to": ([(f["skimmed"]["flopsGain"], f["baselines"]["attention"]) for *_, f, _ in found], "square", "#b35900", "6 4"),
        "same counts, at random": ([(f["skimmed"]["flopsGain"], f["baselines"]["random"]) for *_, f, _ in found], "triangle", "#6b3fa0", "6 4"),
    }
    every = [p for some, *_ in lines.values() for p in some]
    low = min(1.0, min(g for g, _ in every))
    high = max(g for g, _ in every) * 1.04
    floor = int(20 * min(a for _, a in every)) / 20
    ceiling = max(shipped["dense"], *(a for _, a in every)) + 0.02
    x = lambda g: LEFT + (g - low) / (high - low) * (WIDTH - LEFT - RIGHT)
    y = lambda a: TOP + (ceiling - a) / (ceiling - floor) * (HEIGHT - TOP - BOTTOM)
    below = 19 * len(lines) + 4
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT + below}" font-family="sans-serif" font-size="13" role="img">',
           f"<title>{escape(title)}</title>", f'<rect width="{WIDTH}" height="{HEIGHT + below}" fill="#fff"/>']
    step = 0.25 if high - low < 3 else 0.5
    g = low
    while g <= high:
        out.append(f'<path d="M{x(g):.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#e4e7eb"/><text x="{x(g):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{g:g}</text>')
        g += step
    a = floor
    while a <= ceiling:
        out.append(f'<path d="M{LEFT} {y(a):.1f}H{WIDTH - RIGHT}" stroke="#e4e7eb"/><text x="{LEFT - 8}" y="{y(a) + 4:.1f}" text-anchor="end">{100 * a:.0f} %</text>')
        a += 0.05
    out.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 14}" text-anchor="middle">FLOPs gain (unpadded, predictors counted)</text>')
    out.append(f'<path d="M{LEFT} {y(shipped["dense"]):.1f}H{WIDTH - RIGHT}" stroke="#1b1f24" stroke-dasharray="1 3"/>'
               f'<text x="{LEFT + 6}" y="{y(shipped["dense"]) - 5:.1f}">dense {100 * shipped["dense"]:.1f} %</text>')
    for n, (name, (some, shape, colour, dash)) in enumerate(lines.items()):
        way = "M" + "L".join(f"{x(g):.1f} {y(a):.1f}" for g, a in some)
        out.append(f'<path d="{way}" fill="none" stroke="{colour}" stroke-width="1.5"{f" stroke-dasharray={chr(34)}{dash}{chr(34)}" if dash else ""}/>')
        out += [mark(shape, x(g), y(a), colour) for g, a in some]
        at = HEIGHT + 8 + 19 * n                             # below the axis, where no point can lie under it
        out.append(mark(shape, LEFT + 16, at - 4, colour) + f'<text x="{LEFT + 28}" y="{at}">{escape(name)}</text>')
    named = []                                               # what ships first; a name that would lie on another is left to the table
    for coefficient, *_, f, ships in sorted(found, key=lambda p: not p[4]):
        s = f["skimmed"]
        if all(abs(x(s["flopsGain"]) - other) > 30 for other in named):
            named.append(x(s["flopsGain"]))
            out.append(f'<text x="{named[-1]:.1f}" y="{y(s["accuracy"]) + 20:.1f}" text-anchor="middle" fill="#0a5bc4"'
                       f'{" font-weight=" + chr(34) + "bold" + chr(34) if ships else ""}>{coefficient:g}</text>')
    out += [f'<text x="{x(g):.1f}" y="{y(a) - 10:.1f}" text-anchor="middle" fill="#0a5bc4">{c:g}</text>' for c, a, g in others]
    return "\n".join([*out, "</svg>", ""])


def mark(shape, x, y, colour):
    form = {**dict.fromkeys(("circle", "ring"), f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5"'), "square": f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"',
            "triangle": f'<path d="M{x:.1f} {y - 5:.1f}l5 9h-10z"', "diamond": f'<path d="M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z"'}[shape]
    return f'{form} fill="{colour}"/>' if shape != "ring" else f'{form} fill="#fff" stroke="{colour}" stroke-width="1.5"/>'


if __name__ == "__main__":
    task, file = sys.argv[1:]
    found = points(task)
    print(table(found))
    Path(file).write_text(drawing(found, whole(task), f"{task}: accuracy against FLOPs gain on {found[0][3]['on']}"))
