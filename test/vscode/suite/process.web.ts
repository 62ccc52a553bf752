// What mocha and assert look for of Node's process, in a browser.
export const process = { env: {}, platform: "browser", version: "", stdout: undefined };
