import { runnerImport } from "vite";

/** Loads a TypeScript module of the page by its path below `src`. */
export async function load(path) {
  const file = new URL(`../src/${path}`, import.meta.url).pathname;
  return (await runnerImport(file, { configFile: false, logLevel: "error" })).module;
}
