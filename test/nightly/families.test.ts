// Every family on WebGPU, whatever leaves: seconds for each number of tokens where a program stands in for the GPU. `npm run test:nightly`
import { describeOnWebGpu } from "../parity/onWebGpu.js";
import { families } from "../parity/pytorchFamilies.js";

describeOnWebGpu(families, Infinity);
