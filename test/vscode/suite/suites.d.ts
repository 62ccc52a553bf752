// Written by test/build.mjs, from the names of the files in this folder.

/** Imports every suite for a window on a trusted workspace, and so tells mocha of them. */
export function trusted(): Promise<void>;
/** The same for a workspace that is not trusted. */
export function untrusted(): Promise<void>;
