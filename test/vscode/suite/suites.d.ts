// Written by test/build.mjs, from the names of the files in this folder: for each window what imports its suites, and so tells mocha of them.

export function node(): Promise<void>;
export function gpu(): Promise<void>;
export function untrusted(): Promise<void>;
export function packaged(): Promise<void>;
export function web(): Promise<void>;
