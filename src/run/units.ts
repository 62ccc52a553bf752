/** Words that a run computes as one from some layer on, for whoever draws or lists them. */
import { layersDone, type Column, type Run } from "./run.js";

/** What several words ended in. Columns are counted in the list that it was made of. */
export interface WordUnit {
  /** 1, 2, … in reading order; null = its words are neighbours throughout, so that one cell shows it. */
  number: number | null;
  /** Columns whose words ended in it, in order; the one that stands for it among them. */
  members: readonly number[];
  /** … themselves. */
  columns: readonly Column[];
  /** Layers that it passed. */
  reach: number;
  /** alive = its window still runs. */
  fate: "survived" | "alive" | "left";
  /** Where it ends, in rows of layers (`endOf`). */
  end: number;
  /** Which of its words are one from the site of `layer` on: groups of two columns or more. In order of layers. */
  stages: readonly { layer: number; groups: readonly (readonly number[])[] }[];
}

/** Columns `first` to `last` that are drawn as one, from row `top` to row `bottom`. */
export interface UnitCell {
  first: number;
  last: number;
  top: number;
  bottom: number;
}

type Joins = ReadonlyMap<number, Run["joined"][number]>;

const joinsOf = ({ joined }: Pick<Run, "joined">): Joins => new Map(joined.map((join) => [join.token, join]));

/** Rows of a word that passed so many layers: one that left inside a layer went through half of it. */
export function endOf(depth: number, left: boolean, { model }: Pick<Run, "model">): number {
  return left ? depth + siteOf({ model }) : depth;
}

const siteOf = ({ model }: Pick<Run, "model">): number => (model.policy.site === "inside" ? 0.5 : 0);

/** Layers that a column passed, with the unit that it ended in. */
export function reachesOf(run: Run): (column: Column) => number {
  const joins = joinsOf(run);
  return (column) => run.depth[standing(joins, lastPiece(run, column, joins))] ?? 0;
}

/** Tokens that a layer computes, each by itself or in a unit, one a layer. */
export function standingFor(run: Pick<Run, "depth" | "joined" | "kept">): number[] {
  if (run.joined.length === 0) return run.kept;
  const joins = joinsOf(run);
  const reach = run.depth.map((_, token) => run.depth[standing(joins, token)] ?? 0);
  return run.kept.map((_, layer) => reach.reduce((sum, deep) => sum + Number(deep > layer), 0));
}

/** The units of several words, by their columns. */
export function unitsOf(run: Run, columns: readonly Column[]): ReadonlyMap<number, WordUnit> {
  const units = new Map<number, WordUnit>();
  if (run.joined.length === 0) return units;
  const joins = joinsOf(run);
  const columnOf = new Int32Array(run.tokens.length).fill(-1);
  columns.forEach(({ tokens }, i) => {
    for (const token of tokens) columnOf[token] = i;
  });
  // By the token that stands for the unit in the end: the columns that came to it, with the piece that did.
  const ended = new Map<number, Map<number, number>>();
  columns.forEach((column, i) => {
    const piece = lastPiece(run, column, joins);
    const end = standing(joins, piece);
    if (!joins.has(piece) || columnOf[end] === i) return;
    const members = ended.get(end) ?? new Map([[columnOf[end] ?? 0, end]]);
    ended.set(end, members.set(i, piece));
  });
  let scattered = 0;
  const first = (members: ReadonlyMap<number, number>) => Math.min(...members.keys());
  for (const [token, members] of [...ended].sort(([, a], [, b]) => first(a) - first(b))) {
    const reach = run.depth[token] ?? 0;
    const stages = stagesOf(joins, members, columnOf);
    const isOne = stages.every(({ groups }) => groups.every((group) => runsOf(group, columns).length === 1));
    const left = reach < layersDone(run, token);
    const ordered = [...members.keys()].sort((a, b) => a - b);
    const unit: WordUnit = {
      number: isOne ? null : ++scattered,
      members: ordered,
      columns: ordered.flatMap((i) => columns[i] ?? []),
      reach,
      fate: left ? "left" : reach === run.model.layers ? "survived" : "alive",
      end: endOf(reach, left, run),
      stages,
    };
    for (const column of unit.members) units.set(column, unit);
  }
  return units;
}

/** The row in which a column begins to be one with others. */
export function firstOf({ stages }: WordUnit, column: number, run: Pick<Run, "model">): number {
  const stage = stages.find(({ groups }) => groups.some((group) => group.includes(column)));
  return stage ? stage.layer + siteOf(run) : Infinity;
}

/** How a unit is drawn. */
export function cellsOf(unit: WordUnit, columns: readonly Column[], run: Pick<Run, "model">): UnitCell[] {
  const cells: UnitCell[] = [];
  let open: UnitCell[] = [];
  unit.stages.forEach(({ layer, groups }, i) => {
    const next = unit.stages[i + 1];
    const bottom = next ? next.layer + siteOf(run) : unit.end;
    open = groups
      .flatMap((group) => runsOf(group, columns))
      .map(([first, last]) => {
        const goesOn = open.find((cell) => cell.first === first && cell.last === last);
        if (goesOn) return Object.assign(goesOn, { bottom });
        const cell = { first, last, top: layer + siteOf(run), bottom };
        cells.push(cell);
        return cell;
      });
  });
  return cells.filter((cell) => cell.bottom > cell.top);
}

/** A word's deepest piece; of two, one that joined another. It says where the word goes on. */
function lastPiece({ depth }: Pick<Run, "depth">, { tokens }: Column, joins: Joins): number {
  const [only = 0] = tokens;
  if (tokens.length < 2) return only;
  const most = tokens.reduce((deep, t) => Math.max(deep, depth[t] ?? 0), 0);
  const last = tokens.filter((t) => depth[t] === most);
  return last.find((t) => joins.has(t)) ?? last[0] ?? only;
}

/** The token that stands for the unit of this one, in the end or from the site of `layer` on. */
function standing(joins: Joins, token: number, layer = Infinity): number {
  let at = token;
  for (let join = joins.get(at); join && join.layer <= layer; join = joins.get(at)) at = join.into;
  return at;
}

function stagesOf(joins: Joins, members: ReadonlyMap<number, number>, columnOf: Int32Array): WordUnit["stages"] {
  const layers = new Set<number>();
  for (const piece of members.values())
    for (let join = joins.get(piece); join; join = joins.get(join.into)) layers.add(join.layer);
  return [...layers]
    .sort((a, b) => a - b)
    .map((layer) => {
      const groups = new Map<number, Set<number>>();
      for (const [column, piece] of members) {
        const host = columnOf[standing(joins, piece, layer)] ?? column;
        groups.set(host, (groups.get(host) ?? new Set([host])).add(column));
      }
      const several = [...groups.values()].filter((group) => group.size > 1);
      return { layer, groups: several.map((group) => [...group].sort((a, b) => a - b)) };
    });
}

/** Neighbours together; no two of different texts. */
function runsOf(group: readonly number[], columns: readonly Column[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const column of group) {
    const last = runs.at(-1);
    if (last?.[1] === column - 1 && columns[column - 1]?.second === columns[column]?.second) last[1] = column;
    else runs.push([column, column]);
  }
  return runs;
}
