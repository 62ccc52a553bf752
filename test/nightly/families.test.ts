// Every family on WebGPU, and the official semantics, whatever leaves: seconds for each number of tokens where a program stands in for the GPU. `npm run test:nightly`
import { officialTiny } from "../parity/official.js";
import { describeOnWebGpu } from "../parity/onWebGpu.js";
import { families } from "../parity/pytorchFamilies.js";

describeOnWebGpu([...families, officialTiny()], Infinity);
