"""A picture of accuracy against FLOPs gain: a trained model at several thresholds, the model before as a line."""

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 560, 340, 64, 24, 24, 52


def ticks(low, high):
    step = next(s for s in (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5) if (high - low) / s <= 7 or s == 5)
    return [round(n * step, 3) for n in range(int(low / step), int(high / step) + 1) if low <= n * step <= high]


def drawing(before, own, thresholds):
    """Each a dict of evaluate.measure's. -> SVG"""
    points = sorted((t["flopsGain"], t["accuracy"], t["threshold"]) for t in thresholds)
    right = [before["accuracy"], *(a for _, a, _ in points)]
    low, high, floor, ceiling = 0.9 * points[0][0], 1.05 * points[-1][0], min(right) - 0.02, min(1.01, max(right) + 0.02)
    x = lambda g: LEFT + (g - low) / (high - low) * (WIDTH - LEFT - RIGHT)
    y = lambda a: TOP + (ceiling - a) / (ceiling - floor) * (HEIGHT - TOP - BOTTOM)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12" role="img">',
           "<title>Accuracy against FLOPs gain, by threshold</title>", f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>']
    out += [f'<path d="M{x(g):.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#e4e7eb"/><text x="{x(g):.1f}" y="{HEIGHT - BOTTOM + 17}" text-anchor="middle">{g:g}</text>' for g in ticks(low, high)]
    out += [f'<path d="M{LEFT} {y(a):.1f}H{WIDTH - RIGHT}" stroke="#e4e7eb"/><text x="{LEFT - 8}" y="{y(a) + 4:.1f}" text-anchor="end">{100 * a:g} %</text>' for a in ticks(floor, ceiling)]
    at = y(before["accuracy"])
    out.append(f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="#1b1f24" stroke-dasharray="1 3"/><text x="{WIDTH - RIGHT}" y="{at - 5:.1f}" text-anchor="end">before: {100 * before["accuracy"]:.1f} %</text>')
    out.append(f'<path d="M{"L".join(f"{x(g):.1f} {y(a):.1f}" for g, a, _ in points)}" fill="none" stroke="#0a5bc4" stroke-width="1.5"/>')
    out += [f'<circle cx="{x(g):.1f}" cy="{y(a):.1f}" r="{5 if t == own["threshold"] else 3.5}" fill="{"#0a5bc4" if t == own["threshold"] else "#fff"}" stroke="#0a5bc4"><title>threshold {t:g}: {100 * a:.1f} % at {g:.2f}</title></circle>' for g, a, t in points]
    out.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 12}" text-anchor="middle">FLOPs gain; filled: threshold {own["threshold"]:g}</text>')
    return "\n".join([*out, "</svg>", ""])
