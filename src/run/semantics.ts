/** What becomes of a skimmed token in the layers after: it leaves them (dropped), or it is computed on and nobody hears it (official). */
export const allSemantics = ["dropped", "official"] as const;
export type Semantics = (typeof allSemantics)[number];
