import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "./load.mjs";

const { isTranslated, reasonIn } = await load("importing/reasons.ts");

const ROOT = new URL("../../../", import.meta.url);
/** The files that say why a row is bad, as sentences that go on behind its value. */
const FILES = ["row", "intake", "points", "cases", "areas", "csv", "barriers", "geometry", "placing"].map((name) => `engine/src/io/${name}.rs`);
const SENTENCE = /"((?:is|has|looks|differs|cannot|cells|vertices|stands)\b[^"\n]*)"/g;

/** Reasons in the sources, with something in the place of what differs; tests of the sources say parts of them. */
const reasons = [...FILES, "server/src/importing/rows.rs"].flatMap((file) => {
  const [code] = readFileSync(new URL(file, ROOT), "utf8").split("#[cfg(test)]");
  return [...code.matchAll(SENTENCE)].map(([, text]) => text.replaceAll(/\{[^}]*\}/g, "line"));
});

test("every reason for a bad row has words in Chinese", () => {
  assert.ok(reasons.length > 30, `${reasons.length} reasons found`);
  assert.deepEqual(reasons.filter((reason) => !isTranslated(reason)), []);
  assert.match(reasonIn("zh", "is not a number").text, /不是数字/);
  assert.equal(reasonIn("zh", "is larger than 4294967295").text, "大于 4294967295");
  assert.equal(reasonIn("en", "is empty").text, "is empty");
  assert.deepEqual(reasonIn("zh", "came out of nowhere"), { text: "came out of nowhere", lang: "en" });
});
