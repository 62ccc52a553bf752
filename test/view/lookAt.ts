import type { Page } from "playwright-core";

export interface Seen {
  /** Ticks whose label's middle is not on their line, px off. */
  off: [label: string, by: number][];
  labels: string[];
  /** Drawn marks that leave the box between the outermost ticks' ends. */
  outside: string[];
  /** px on the screen. */
  smallest: number;
  collisions: string[];
}

/** What a person would see amiss in the charts of a page. */
export async function lookAt(page: Page, charts: string, marks: string): Promise<Seen> {
  return page.evaluate(
    ({ charts, marks }) => {
      const seen: Seen = { off: [], labels: [], outside: [], smallest: Infinity, collisions: [] };
      const shown = (node: Element) =>
        getComputedStyle(node).visibility === "visible" && node.getClientRects().length > 0;
      for (const chart of document.querySelectorAll<SVGSVGElement>(charts)) {
        for (const tick of chart.querySelectorAll("g.tick")) {
          const [line, text] = [tick.querySelector("line"), tick.querySelector("text")];
          if (!line || !text) continue;
          const [a, b] = [line.getBoundingClientRect(), text.getBoundingClientRect()];
          const level = line.getAttribute("y1") === line.getAttribute("y2");
          const by = level ? b.top + b.height / 2 - a.top : b.left + b.width / 2 - a.left;
          seen.labels.push(text.textContent);
          if (Math.abs(by) > 1) seen.off.push([text.textContent, by]);
        }
        for (const plane of chart.querySelectorAll(".plane")) {
          const frame = plane.getBoundingClientRect();
          for (const mark of plane.parentElement?.querySelectorAll<SVGGraphicsElement>(marks) ?? []) {
            const box = mark.getBoundingClientRect();
            const out = Math.max(
              frame.left - box.left,
              box.right - frame.right,
              frame.top - box.top,
              box.bottom - frame.bottom,
            );
            if (out > 8 || mark.hasAttribute("clip-path"))
              seen.outside.push(`${mark.getAttribute("class") ?? ""} by ${out}`);
          }
        }
        const texts = [...chart.querySelectorAll("text")].filter((text) => shown(text) && text.textContent !== "");
        const boxes = texts.map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
        for (const text of texts) {
          const size = parseFloat(getComputedStyle(text).fontSize) * (text.getScreenCTM()?.a ?? 1);
          seen.smallest = Math.min(seen.smallest, size);
        }
        boxes.forEach(({ text, box: a }, i) => {
          for (const { text: other, box: b } of boxes.slice(i + 1))
            if (a.left + 1 < b.right && b.left + 1 < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom)
              seen.collisions.push(`${text} / ${other}`);
        });
      }
      return seen;
    },
    { charts, marks },
  );
}
