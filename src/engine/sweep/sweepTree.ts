import {
  computingFlops,
  costAt,
  decidingFlops,
  matchingFlops,
  projectionFlops,
  skimmedFlops,
  type LayerCost,
} from "../../run/cost.js";
import { depthOf, joinedIn, stayingOf, type Joined } from "../../run/sites.js";
import type { Forced } from "../../run/sweep.js";
import { decide, releaseState, type Encoder, type Projections, type State, type WindowInput } from "../walk/encoder.js";
import { Gaps, type Gap } from "./gaps.js";
import type { End, Tails } from "./tails.js";

/** A window after some layers: all thresholds of the range [first, last] give this very state. */
interface Node extends Gap {
  parent: Node | null;
  /** Rows of the parent's h that stayed, and in which each of its rows went on. */
  rows: readonly number[];
  into: Int32Array;
  /** Pairs of them that were compared. */
  compared: number;
  /** Its h is released while the room has let go of it. */
  state: State;
  /** By the number of rows kept and of pairs compared: with one setting and fixed fates, one state's kept sets are nested, so that says all. */
  children: Map<string, Node>;
  /** How many children were made, those that are gone included. */
  parted: number;
  /** From the second child on; released with h. */
  projections: Projections | null;
}

/** One window's run, whole: all thresholds of the range [first, last] give it. */
export interface Leaf extends Gap {
  /** Exit depth per token of the window. */
  depths: number[];
  /** As a step's, of the window. */
  joined: Joined[];
  /** Tokens kept, per layer. */
  kept: number[];
  end: End;
  flops: number;
}

/** Hidden states are kept in so many bytes at most; the one used longest ago goes first, and is computed again if it is asked for. */
export class Room {
  #nodes = new Map<Node, number>();
  #bytes = 0;

  constructor(private readonly most: number) {}

  /** Call it when a node's state was used or made. */
  touch(node: Node): void {
    this.#forget(node);
    const { state, projections } = node;
    const bytes = [state.h, ...(state.input ? [state.input] : []), ...(projections?.each ?? [])].reduce(
      (sum, matrix) => sum + matrix.bytes,
      0,
    );
    this.#nodes.set(node, bytes);
    this.#bytes += bytes;
    for (const oldest of this.#nodes.keys()) {
      if (this.#bytes <= this.most || oldest === node) break;
      this.leave(oldest);
    }
  }

  leave(node: Node): void {
    if (!this.#forget(node)) return;
    releaseState(node.state);
    node.projections = null;
  }

  #forget(node: Node): boolean {
    this.#bytes -= this.#nodes.get(node) ?? 0;
    return this.#nodes.delete(node);
  }

  /** Lets go of all. */
  clear(): void {
    for (const node of this.#nodes.keys()) this.leave(node);
  }
}

/**
 * The hidden states of one window's runs, shared: the same kept sets up to a layer are the same node. A node goes as soon as no
 * threshold that is still to be visited leads through it. Thresholds that come in ascending order thus walk the tree depth first,
 * and no more than one path is held; those that come coarse first hold more, up to the room that all windows share.
 */
export class SweepTree {
  #root: Node | null = null;
  #leaves: Leaf[] = [];
  readonly #wanted: Gaps;
  readonly #costs: readonly LayerCost[];
  /** Of all layers and predictors computed so far, those computed again counted each time. */
  flops = 0;

  constructor(
    private readonly encoder: Encoder,
    private readonly input: WindowInput,
    private readonly forced: readonly Forced[],
    private readonly range: Gap,
    wanted: Gaps,
    private readonly room: Room,
    private readonly tails: Tails,
    /** Awaited before each layer; throws to stop. */
    private readonly pause: () => Promise<void>,
  ) {
    this.#wanted = new Gaps(wanted.all, wanted.scale);
    this.#costs = encoder.plan.cost;
  }

  /** The run at a threshold (its ordinal), from the deepest state that is known. */
  async leafAt(threshold: number): Promise<Leaf> {
    const known = this.#leaves.find((leaf) => leaf.first <= threshold && threshold <= leaf.last);
    if (known) return known;
    const { scale } = this.#wanted;
    const control = this.#costs.map(() => scale.at(threshold));
    const setting = { n: this.input.ids.length, control, listed: false, forced: this.forced };
    let node = (this.#root ??= await this.#start());
    for (;;) {
      const { into, rows, lo, hi, compared = 0 } = decide(this.encoder.plan, node.state, setting);
      const first = Math.max(node.first, lo < 0 ? 0 : scale.ordinal(lo) + 1);
      const last = Math.min(node.last, hi > 1 ? node.last : scale.ordinal(hi));
      const key = keyOf(rows, compared);
      let child = node.children.get(key);
      if (!child) {
        const state = await this.#hold(node);
        if (rows === 1 && this.#shares(state) && this.encoder.batches) return this.#lone({ first, last }, node);
        await this.pause();
        const stay = stayingOf(into);
        const next =
          node.parted++ > 0 && this.#shares(state)
            ? await this.#share(node, stay)
            : await this.#advance(state, stay, into, compared);
        child = nodeOf({ first, last, parent: node, rows: stay, into, compared, state: next });
        if (next.layer === this.#costs.length) return this.#whole(child, node);
        node.children.set(key, child);
        this.room.touch(child);
      }
      node = child;
    }
  }

  /** What other runs computed of a state can be taken over, and the ends of several be one batch. */
  #shares({ h }: State): boolean {
    return this.encoder.shares && !h.onGpu;
  }

  async #start(): Promise<Node> {
    await this.pause();
    const state = await this.#embed();
    const root = nodeOf({ ...this.range, parent: null, rows: [], into: new Int32Array(), compared: 0, state });
    this.room.touch(root);
    return root;
  }

  /** The node's state with its h, computed again where it had to go. */
  async #hold(node: Node): Promise<State> {
    if (!node.state.h.held) {
      const { parent, rows, into, compared } = node;
      await this.pause();
      node.state = parent ? await this.#advance(await this.#hold(parent), rows, into, compared) : await this.#embed();
    }
    this.room.touch(node);
    return node.state;
  }

  #embed(): Promise<State> {
    const { ids } = this.input;
    const all = ids.map((_, place) => place);
    this.flops += decidingFlops(ids.length, all, costAt(this.#costs, 0));
    return this.encoder.start(this.input);
  }

  #advance(state: State, rows: readonly number[], into: Int32Array, compared: number): Promise<State> {
    this.flops += this.#layerFlops(state, rows) + matchingFlops(compared, costAt(this.#costs, state.layer));
    return this.encoder.advance(state, rows, into);
  }

  /** Of a layer on the rows that stay, and the next score. */
  #layerFlops({ layer, alive }: State, rows: readonly number[]): number {
    const kept = rows.map((row) => alive[row] ?? 0);
    const next = this.#costs[layer + 1];
    const n = this.input.ids.length;
    return computingFlops(n, kept, costAt(this.#costs, layer)) + (next ? decidingFlops(n, kept, next) : 0);
  }

  /** One more child's state: what the node's other children have computed already is taken over. */
  async #share(node: Node, rows: readonly number[]): Promise<State> {
    const { next, projections } = await this.encoder.advanceSharing(node.state, rows, node.projections);
    this.flops += this.#layerFlops(node.state, rows);
    if (projections === node.projections) this.flops -= this.#knownFlops(rows.length - 1, node.state.layer);
    node.projections = projections;
    this.room.touch(node);
    return next;
  }

  /** Of what a stage computes of each of `count` rows by itself. */
  #knownFlops(count: number, layer: number): number {
    const cost = costAt(this.#costs, layer);
    if (cost.feeding === undefined) return projectionFlops(count, cost);
    const next = this.#costs[layer + 1];
    return count * cost.feeding + (next ? projectionFlops(count, next) : 0);
  }

  /** The run that parts from the others at `node` and is at its end. */
  async #whole(end: Node, node: Node): Promise<Leaf> {
    const { state } = end;
    const logits = await this.encoder.logits(state, this.input.ids.length).finally(() => releaseState(state));
    return this.#finish(end, node, end, { logits });
  }

  /** The run of which position 0 alone goes on from `node`. */
  #lone(interval: Gap, node: Node): Leaf {
    const { layer } = node.state;
    for (const cost of this.#costs.slice(layer)) this.flops += computingFlops(this.input.ids.length, [0], cost);
    for (const cost of this.#costs.slice(layer + 1)) this.flops += decidingFlops(this.input.ids.length, [0], cost);
    return this.#finish(interval, node, null, this.tails.add(node.state, this.input.ids.length));
  }

  /** Notes the run that goes from `node` to its last layer's `end`, or where position 0 alone goes on there (null), and lets go of the states that no threshold still to be visited needs. */
  #finish({ first, last }: Gap, node: Node, whole: Node | null, end: End): Leaf {
    const n = this.input.ids.length;
    const stay: (readonly number[])[] = this.#costs.map(() => [0]);
    const compared = this.#costs.map(() => 0);
    const joined: Joined[] = [];
    for (let at = whole ?? node; at.parent; at = at.parent) {
      const layer = at.state.layer - 1;
      stay[layer] = at.state.alive;
      compared[layer] = at.compared;
      joined.unshift(...joinedIn(at.into, at.parent.state.alive, layer));
    }
    const depths = depthOf(n, stay);
    const kept = stay.map(({ length }) => length);
    const leaf = { first, last, depths, joined, kept, end, flops: skimmedFlops(n, stay, this.#costs, compared) };
    this.#leaves.push(leaf);
    this.#wanted.remove(leaf);
    for (let at: Node | null = node; at && !this.#wanted.overlap(at); at = at.parent) {
      this.room.leave(at);
      if (at.parent) at.parent.children.delete(keyOf(at.rows.length, at.compared));
      else this.#root = null;
    }
    return leaf;
  }
}

const keyOf = (rows: number, compared: number): string => `${rows} ${compared}`;

function nodeOf(made: Omit<Node, "children" | "parted" | "projections">): Node {
  return { ...made, children: new Map<string, Node>(), parted: 0, projections: null };
}
