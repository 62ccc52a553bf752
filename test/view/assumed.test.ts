// What was assumed of a model's folder is said among the details of its runs, and of no other model's.
import { expect, it } from "vitest";
import { viewBench } from "./bench.js";
import { ready, send, show } from "./page.js";
import { recorded } from "./recorded.js";

const bench = viewBench();

it("says what was assumed of the folder of the run's own model", async () => {
  const { page, problems } = await bench.open();
  const run = recorded("sst2-short");
  await show(page, run);
  const said = () => page.textContent(".more");
  expect(await said()).not.toContain("folder");
  const status = { ...ready, name: run.model.name, assumed: ["There is no <b>tokenizer.json</b>.", "Second."] };
  await send(page, { type: "model", model: status });
  expect(await said()).toContain("Of the model’s folder: There is no <b>tokenizer.json</b>. Second.");
  await send(page, { type: "model", model: { ...status, name: "another" } });
  expect(await said()).not.toContain("folder");
  expect(problems).toEqual([]);
});
