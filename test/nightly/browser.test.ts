// A trained model on WebGPU, and the official semantics with all that a model does: minutes where a program stands in for the GPU. `npm run test:nightly`
import { describeInBrowser, fromPyTorch } from "../parity/inBrowser.js";
import { official } from "../parity/official.js";

describeInBrowser("webgpu", [fromPyTorch("models/sst2", 6, [0.01, 0.05, 0.5]), official()]);
