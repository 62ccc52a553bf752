/**
 * For V8, wherever a test starts one: of ONNX Runtime's WASM it optimizes what is hot for seconds, and not what ran for a moment. What is
 * computed is the same; a process that classifies one text takes a third of the CPU. What is measured or used runs without.
 */
export const quickWasm = "--wasm-tiering-budget=20000000";
