import { expect, it } from "vitest";
import { endingOnce } from "../../src/host/files/fileNames.js";

it.each([
  ["/a/x.skimrun.json.skimrun.json", "/a/x.skimrun.json"],
  ["/a/X.SKIMRUN.JSON.skimrun.json.skimrun.json", "/a/X.SKIMRUN.JSON"],
  ["/a/x.skimrun.json", "/a/x.skimrun.json"],
  ["/a/x.json.skimrun.json", "/a/x.json.skimrun.json"],
])("%s is meant as %s", (typed, meant) => expect(endingOnce(typed, ".skimrun.json")).toBe(meant));
