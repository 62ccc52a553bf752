// node:assert/strict for the suite in a browser (test/build.mjs puts it in its place).
import assert from "assert";

export const { ok, equal, notEqual, deepEqual, notDeepEqual, match, doesNotMatch, rejects } = assert.strict;
