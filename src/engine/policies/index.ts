import { attentionShare } from "./attentionShare.js";
import { attentionThreshold } from "./attentionThreshold.js";
import { merge } from "./merge.js";
import { none } from "./none.js";
import type { Policy } from "./policy.js";
import { unseeded } from "./random.js";
import { transkimmer } from "./transkimmer.js";

/** Those that have weights of their own come first: a model that has the weights of one is skimmed by it, where its config.json does not say. */
export const policies: readonly Policy[] = [transkimmer, none, attentionShare, attentionThreshold, merge, unseeded];

export const policyNames: readonly string[] = policies.map(({ says }) => says.name);

/** The policy of this name, and with this seed where it draws; null = there is none. */
export function policyNamed(name: string, seed = 0): Policy | null {
  const policy = policies.find(({ says }) => says.name === name);
  return policy?.seeded?.(seed) ?? policy ?? null;
}

/** The policy whose weights are there: `has` says which are. */
export function policyOf(has: (policy: Policy) => boolean): Policy {
  return policies.find(has) ?? none;
}
