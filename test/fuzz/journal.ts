import { evaluated, Lines, rowsDone } from "./evaluated.js";
import { must, type Kind, type Verdict } from "./kind.js";
import type { Random } from "./random.js";

let whole: Promise<string> | null = null;
const unbroken = (): Promise<string> => (whole ??= evaluated(new Lines()).then((table) => JSON.stringify(table)));

/** What crashes, disks and people do to lines; none of them writes a line that is right JSON and says something else. */
function damaged(journal: string, random: Random): string {
  let lines = journal.split("\n");
  for (let times = 1 + random.below(3); times > 0; times--) {
    const at = random.below(lines.length);
    const line = lines[at] ?? "";
    const cut = random.below(line.length + 1);
    switch (random.below(7)) {
      case 0:
        lines = [...lines.slice(0, at), line.slice(0, cut)]; // the machine went
        break;
      case 1:
        lines.splice(at, 2, line.slice(0, cut) + (lines[at + 1] ?? "")); // and the next one was put behind it
        break;
      case 2:
        lines.splice(at, 1);
        break;
      case 3:
        lines.splice(at, 0, line);
        break;
      case 4:
        lines.splice(random.below(lines.length), 0, ...lines.splice(at, 1));
        break;
      case 5:
        // None of these can stand anywhere in JSON that is right.
        lines[at] = `${line.slice(0, cut)}${random.of(["\0", '"', "\u0001\u0002"])}${line.slice(cut)}`;
        break;
      default:
        lines.splice(at, 0, random.of(["", "null", "[]", "{}", '"', "0", '{"row":1}', '{"row":-1,"hash":""}']));
    }
  }
  return lines.join("\n");
}

/** An evaluation's journal: it is refused, or the resumed table is the unbroken one. */
export const journal: Kind = {
  name: "journal",
  async once(random): Promise<Verdict> {
    const store = new Lines();
    await rowsDone(store, 1 + random.below(14));
    const begun = damaged(store.text, random);
    store.text = begun;
    const resumed = JSON.stringify(await evaluated(store));
    must(resumed === (await unbroken()), `another table after ${JSON.stringify(begun.slice(0, 300))}`);
    if (random.chance(0.2))
      must(JSON.stringify(await evaluated(store)) === resumed, "another table when it is resumed once more");
    return "accepted";
  },
};
