import { describeInBrowser, fromPyTorch, wideAtRandom } from "./inBrowser.js";

// Of sst2 every sixth run: the same WASM computes all of them in Node (bundles.test.ts). On WebGPU: npm run test:nightly.
describeInBrowser("wasm", [fromPyTorch("test/fixtures/tiny", 1), fromPyTorch("models/sst2", 6, [0.01, 0.05, 0.5])]);
describeInBrowser("webgpu", [fromPyTorch("test/fixtures/tiny-factored", 2), wideAtRandom]); // whole matrices are among them
