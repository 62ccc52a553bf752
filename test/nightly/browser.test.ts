// A trained model on WebGPU: minutes where a program stands in for the GPU. `npm run test:nightly`
import { describeInBrowser, fromPyTorch } from "../parity/inBrowser.js";

describeInBrowser("webgpu", [fromPyTorch("models/sst2", 6, [0.01, 0.05, 0.5])]);
