import * as v from "valibot";
import { quote } from "../bundle/json.js";
import { part } from "./part.js";
import { Unusable } from "./unusable.js";

/** A token that is no text's: [CLS], <s>, [SEP]. */
export interface Special {
  id: number;
  piece: string;
  /** Token type: which row of the token type embeddings it gets. */
  type: number;
}

/** What a model reads around one text, and the text's own token type. */
export interface Single {
  before: Special[];
  type: number;
  after: Special[];
}

/** … and around two. */
export interface Pair {
  before: Special[];
  between: Special[];
  after: Special[];
  types: [first: number, second: number];
}

/** What tokenizer.json's post_processor says. */
export interface Template {
  single: Single;
  /** null = the file has no template for two texts. */
  pair: Pair | null;
  /** White space at a token's ends is not among its characters; true for one = the first token keeps a blank that add_prefix_space would have added. */
  trims: boolean[];
}

const Type = v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1023)), 0);
const Id = v.pipe(v.number(), v.integer(), v.minValue(0));
/** What a name in a template stands for. */
const SpecialPieces = v.object({
  ids: v.pipe(v.array(Id), v.maxLength(100)),
  tokens: v.optional(v.array(v.string())),
});
const Named = v.tuple([v.string(), Id]);
const TextPart = v.object({ Sequence: v.object({ id: v.optional(v.picklist(["A", "B"]), "A"), type_id: Type }) });
const SpecialPart = v.object({ SpecialToken: v.object({ id: v.string(), type_id: Type }) });
const Parts = v.pipe(v.array(v.union([TextPart, SpecialPart])), v.maxLength(100));
type Parts = v.InferOutput<typeof Parts>;
const Processor = v.variant("type", [
  v.object({ type: v.literal("BertProcessing"), sep: Named, cls: Named }),
  v.object({
    type: v.literal("RobertaProcessing"),
    sep: Named,
    cls: Named,
    trim_offsets: v.optional(v.boolean(), true),
    add_prefix_space: v.optional(v.boolean(), true),
  }),
  v.object({
    type: v.literal("TemplateProcessing"),
    single: Parts,
    pair: v.nullish(Parts, null),
    special_tokens: v.optional(v.record(v.string(), SpecialPieces), {}),
  }),
  v.object({
    type: v.literal("ByteLevel"),
    trim_offsets: v.optional(v.boolean(), true),
    add_prefix_space: v.optional(v.boolean(), true),
  }),
]);
const Sequence = v.object({ type: v.literal("Sequence"), processors: v.pipe(v.array(Processor), v.maxLength(20)) });

/** Names for the ends of a text, where a file leaves them to its user. */
const usual = [
  ["[CLS]", "[SEP]"],
  ["<s>", "</s>"],
];

/** Throws Unusable where the post_processor is of another kind, or has other ids than the vocabulary. */
export function readTemplate(json: unknown, ids: ReadonlyMap<string, number>): Template {
  const processors = readProcessors(json, ids);
  const trims: boolean[] = [];
  let named: Pick<Template, "single" | "pair"> | null = null;
  for (const p of processors) {
    if ("trim_offsets" in p && p.trim_offsets) trims.push(p.add_prefix_space);
    if (p.type === "ByteLevel") continue;
    if (named) throw new Unusable("its post_processor has two templates, one after the other");
    named = p.type === "TemplateProcessing" ? fromTemplate(p, ids) : fromEnds(p, ids);
  }
  const bare = { single: { before: [], type: 0, after: [] }, pair: null };
  return { ...(named ?? bare), trims };
}

type Processors = v.InferOutput<typeof Processor>[];

function readProcessors(json: unknown, ids: ReadonlyMap<string, number>): Processors {
  if (json !== null && json !== undefined) {
    const supported = "BertProcessing, RobertaProcessing, TemplateProcessing, ByteLevel or a Sequence of these";
    const found = part(v.union([Processor, Sequence]), json, "post_processor", supported);
    return found.type === "Sequence" ? found.processors : [found];
  }
  const [cls = "[CLS]", sep = "[SEP]"] = usual.find((names) => names.every((name) => ids.has(name))) ?? [];
  const named = (piece: string): [string, number] => [piece, idOf(piece, ids)];
  return [{ type: "BertProcessing", cls: named(cls), sep: named(sep) }];
}

function fromEnds(
  p: { type: "BertProcessing" | "RobertaProcessing"; sep: [string, number]; cls: [string, number] },
  ids: ReadonlyMap<string, number>,
): Pick<Template, "single" | "pair"> {
  const at = ([piece, id]: [string, number], type = 0) => special(piece, id, type, ids);
  const [cls, sep] = [at(p.cls), at(p.sep)];
  const second = p.type === "BertProcessing" ? 1 : 0; // RoBERTa has one type
  return {
    single: { before: [cls], type: 0, after: [sep] },
    pair: {
      before: [cls],
      between: second ? [sep] : [sep, sep],
      after: [at(p.sep, second)],
      types: [0, second],
    },
  };
}

function fromTemplate(
  p: Extract<Processors[number], { type: "TemplateProcessing" }>,
  ids: ReadonlyMap<string, number>,
): Pick<Template, "single" | "pair"> {
  const specials = (parts: Parts): Special[] =>
    parts.flatMap((one) => {
      if (!("SpecialToken" in one)) return [];
      const { id: name, type_id: type } = one.SpecialToken;
      const given = Object.hasOwn(p.special_tokens, name) ? p.special_tokens[name] : undefined;
      if (!given) return [special(name, idOf(name, ids), type, ids)];
      return given.ids.map((id, i) => special(given.tokens?.[i] ?? name, id, type, ids));
    });
  const texts = (parts: Parts) => parts.flatMap((one, at) => ("Sequence" in one ? [{ ...one.Sequence, at }] : []));
  const [only, again] = texts(p.single);
  if (!only || again) throw new Unusable("its post_processor's single does not hold the text once");
  const single = {
    before: specials(p.single.slice(0, only.at)),
    type: only.type_id,
    after: specials(p.single.slice(only.at + 1)),
  };
  const [a, b, more] = texts(p.pair ?? []);
  if (!p.pair || a?.id !== "A" || b?.id !== "B" || more) return { single, pair: null };
  const pair: Pair = {
    before: specials(p.pair.slice(0, a.at)),
    between: specials(p.pair.slice(a.at + 1, b.at)),
    after: specials(p.pair.slice(b.at + 1)),
    types: [a.type_id, b.type_id],
  };
  return { single, pair };
}

function special(piece: string, id: number, type: number, ids: ReadonlyMap<string, number>): Special {
  const known = idOf(piece, ids);
  if (known !== id)
    throw new Unusable(`its post_processor gives ${quote(piece)} the id ${id}, and its vocabulary ${known}`);
  return { id, piece, type };
}

function idOf(piece: string, ids: ReadonlyMap<string, number>): number {
  const id = ids.get(piece);
  if (id === undefined) throw new Unusable(`its vocabulary has no ${quote(piece)}`);
  return id;
}
