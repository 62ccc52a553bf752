// `npm test` says the same of the same code: random inputs are of one seed, which FUZZ_SEED changes. `npm run fuzz` is for more of them.
import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env["FUZZ_SEED"] ?? 20) });
