// What another extension gets from this one: the types of src/api, and what they promise. In a browser it is the same code.
import * as assert from "node:assert/strict";
import type { SkimEvent, Transkimmer } from "../../../src/api/transkimmer.js";
import { extension, fresh } from "./session.js";

const text = "A quiet film that never once surprises.";

suite("the API for other extensions", () => {
  test("a text is read as a person's is, event by event, without being shown", async () => {
    const skim = await fresh();
    const shown = await skim.classify(text);
    assert.ok(shown?.result);
    const exports: Transkimmer = extension().exports;
    const api = exports.getAPI(1);
    assert.throws(() => exports.getAPI(2 as 1), /no API of version 2: it has version 1/);

    const [own] = await api.policies();
    assert.deepEqual([own?.name, own?.control?.name], [shown.model.policy.name, "threshold"]);
    assert.deepEqual(
      (await api.models()).filter(({ chosen }) => chosen).map(({ name }) => name),
      [shown.model.name],
    );
    const events: SkimEvent[] = [];
    for await (const event of api.classify(text)) events.push(event);
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ["tokens", ...shown.kept.map(() => "layer"), "result"],
    );
    const end = events.at(-1);
    assert.deepEqual(end?.kind === "result" && end.logits, shown.result.logits);
    assert.equal(skim.lastRun()?.id, shown.id);

    // Left after its first layer, with a control of its own.
    for await (const event of api.classify(text, { control: 1 }))
      if (event.kind === "layer") {
        assert.equal(event.into.filter((token, i) => token === i).length, 1); // [CLS]
        break;
      }
    const stop = AbortSignal.abort();
    for await (const event of api.classify(text, { signal: stop })) assert.fail(event.kind);
    await assert.rejects(async () => {
      for await (const event of api.classify(text, { control: 7 })) assert.notEqual(event.kind, "result");
    }, /7 is no threshold/);
    await assert.rejects(api.classify(" ")[Symbol.asyncIterator]().next(), /no text/);

    const told: string[] = [];
    const listener = api.onDidRun(({ text, gain, result }) => told.push(`${text} ${gain > 0} ${result.named.length}`));
    await skim.classify("Dull.");
    listener.dispose();
    await skim.classify(text);
    assert.deepEqual(told, ["Dull. true 1"]);
  });
});
