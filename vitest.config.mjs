import { defineConfig } from "vitest/config";
import { quickWasm } from "./test/quickWasm.mts";

/** `vitest run test/unit` and `vitest run test/parity` pick a tier by its folder; test/nightly is in no other. VS Code's own suites run elsewhere (test/all.mjs). */
export default defineConfig({
  test: {
    include: ["test/{unit,parity,view,nightly}/**/*.test.ts"],
    environment: "node",
    setupFiles: ["test/seed.ts"],
    execArgv: [quickWasm],
    // In a process for each file, ONNX Runtime's WASM, and all else that tests have in common, is compiled once a file.
    isolate: false,
    // Then it hangs: no bound on speed, for on a busy machine anything takes long.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
