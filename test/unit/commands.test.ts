// What package.json offers in palette and menus.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { policies } from "../../src/engine/policies/index.js";
import { settingName } from "../../src/run/policy.js";

interface Item {
  command?: string;
  submenu?: string;
  when?: string;
}
interface Contributes {
  commands: { command: string; title: string; category?: string; enablement?: string }[];
  menus: Record<string, Item[]>;
  configuration: { properties: Record<string, { maximum?: number }> };
  submenus: { id: string; label: string }[];
}
const { contributes } = JSON.parse(readFileSync("package.json", "utf8")) as { contributes: Contributes };
const { commands, configuration, menus, submenus } = contributes;

/** These can do something in any window: each opens, asks, or shows. */
const always = [
  "addModelFolder",
  "chooseModel",
  "choosePolicy",
  "classifyText",
  "comparePolicies",
  "evaluateDataSet",
  "evaluateDataSetExactly",
  "openEvaluation",
  "openRun",
  "openSample",
  "openSkimView",
  "showLog",
].map((name) => `transkimmer.${name}`);

describe("the settings", () => {
  it("have one for what each policy turns, and the same one only where it means the same", () => {
    const meanings = new Map<string, string>();
    for (const { says } of policies.filter(({ says }) => says.control)) {
      const name = settingName(says);
      const meaning = says.control?.counts ? "share" : (says.score ?? "");
      expect(configuration.properties[`transkimmer.${name}`]).toMatchObject({ maximum: says.control?.most });
      expect(meanings.get(name) ?? meaning, says.name).toBe(meaning);
      meanings.set(name, meaning);
    }
    expect([...meanings.keys()].sort()).toEqual(["attention-threshold", "share", "threshold"]);
  });
});

describe("the commands", () => {
  it("have the product's name in front, and each a title of its own", () => {
    expect(commands.filter(({ category }) => category !== "Transkimmer")).toEqual([]);
    expect(new Set(commands.map(({ title }) => title)).size).toBe(commands.length);
  });

  it("are in the palette only while they can do something", () => {
    const when = new Map(menus["commandPalette"]?.map((item) => [item.command, item.when]));
    const offered = commands.filter(({ command }) => (when.get(command) ?? "") === "").map(({ command }) => command);
    expect(offered.toSorted()).toEqual(always);
  });

  it("ask for no key that the host does not tell", () => {
    const told = readFileSync("src/host/possible.ts", "utf8");
    const asked = Object.values(menus)
      .flat()
      .flatMap(({ when = "" }) => [...when.matchAll(/(?<!== |config\.)\btranskimmer\.(\w+)/g)].map(([, key]) => key));
    expect(asked).toContain("hasRun");
    for (const key of new Set(asked)) expect(told, key).toMatch(new RegExp(`^    ${key}[:,]`, "m"));
  });

  it("stand in menus that all extensions share under the product's name", () => {
    for (const menu of ["editor/context", "explorer/context"])
      expect(menus[menu]?.map(({ submenu }) => submenus.find(({ id }) => id === submenu)?.label)).toEqual([
        "Transkimmer",
      ]);
  });
});
