import { none } from "./none.js";
import type { Policy } from "./policy.js";
import { transkimmer } from "./transkimmer.js";

/** Those that have weights of their own come first: a model that has the weights of one is skimmed by it, where its config.json does not say. */
const policies: readonly Policy[] = [transkimmer, none];

export const policyNames: readonly string[] = policies.map(({ says }) => says.name);

/** The policy of this name; null = there is none. */
export function policyNamed(name: string): Policy | null {
  return policies.find(({ says }) => says.name === name) ?? null;
}

/** The policy whose weights are there: `has` says which are. */
export function policyOf(has: (policy: Policy) => boolean): Policy {
  return policies.find(has) ?? none;
}
