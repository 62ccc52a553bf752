/** At which settings a data set is run, whatever is turned, and that the table names it. */
import { describe, expect, it } from "vitest";
import { askedOf } from "../../src/dataset/run/asked.js";
import { none } from "../../src/engine/policies/none.js";
import { transkimmer, type PolicyInfo } from "../../src/run/policy.js";
import { countedHow } from "../../src/words/policy.js";

const control = { name: "share", least: 0, most: 1, step: 0.01, scale: "linear", rising: "more" } as const;
const byShare: PolicyInfo = { ...transkimmer, name: "half", counted: null, untrained: true, control };
const usual = [0.5, 0.1];

describe("a data set is asked", () => {
  it("for the setting at which nothing leaves first, then further and further from it", () => {
    const asked = { given: null, usual, exact: null };
    expect(askedOf(transkimmer, asked).thresholds).toEqual([0, 0.1, 0.5]);
    expect(askedOf(byShare, asked).thresholds).toEqual([1, 0.5, 0.1]);
    expect(askedOf(byShare, { ...asked, given: [0.25, 1, 0.25] }).thresholds).toEqual([1, 0.25]);
    const tried = { ...byShare, control: { ...control, tried: [0.7] } };
    expect(askedOf(tried, asked).thresholds).toEqual([1, 0.7]);
    expect(askedOf(none.says, { given: [0.3], usual, exact: 5 })).toEqual({ thresholds: [0], exact: null });
  });

  it.each([
    [transkimmer, [2], null, "2 is no threshold: give numbers from 0 to 1."],
    [byShare, [0], null, "0 is no share: give numbers from 0 to 1."],
    [byShare, null, 5, "All shares cannot be added up over a data set: give shares."],
  ])("for what there is alone: %#", (policy, given, exact, says) => {
    expect(() => askedOf(policy, { given, usual, exact })).toThrow(says);
  });

  it("and what was counted is the policy's own", () => {
    expect(countedHow({ policy: transkimmer })).toBe("unpadded, predictors counted");
    expect(countedHow({ policy: byShare })).toBe("unpadded");
  });
});
