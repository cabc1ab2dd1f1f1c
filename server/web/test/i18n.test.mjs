import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { load } from "./load.mjs";

const { zh } = await load("i18n/zh.ts");
const { en } = await load("i18n/en.ts");
const { preferredLang, textOf, textOfName } = await load("i18n/text.ts");

const marks = (text) => (text.match(/\{\w+\}/g) ?? []).sort();

test("both languages have the same keys", () => {
  assert.deepEqual(Object.keys(en).sort(), Object.keys(zh).sort());
});

test("both languages use the same values in every text", () => {
  for (const key of Object.keys(zh)) assert.deepEqual(marks(en[key]), marks(zh[key]), key);
});

test("no text is empty, and English texts hold no Chinese", () => {
  for (const [key, text] of Object.entries(zh)) assert.ok(text.trim(), key);
  for (const [key, text] of Object.entries(en)) {
    assert.ok(text.trim(), key);
    assert.doesNotMatch(text, /[\u3000-\u9fff\uff00-\uffef]/, key);
  }
});

test("Chinese texts are Chinese, but for names that have no translation", () => {
  const names = new Set(["title", "embed_tilejson", "table_of", "with_unit"]);
  for (const [key, text] of Object.entries(zh)) {
    if (!names.has(key)) assert.match(text, /[\u4e00-\u9fff]/, key);
  }
});

test("every key is used by the page", async () => {
  const root = new URL("../src/", import.meta.url);
  const files = await readdir(root, { recursive: true });
  const sources = files.filter((name) => /\.tsx?$/.test(name) && !/i18n\/(zh|en)\.ts$/.test(name));
  const code = (await Promise.all(sources.map((name) => readFile(new URL(name, root), "utf8")))).join("\n");
  // Keys such as `risk_high` are put together from a prefix and a name.
  const built = /^(theme|areas|checkpoint|total|kind|measure|unit|risk|tiers?|fault|ledger|reason)_/;
  const unused = Object.keys(zh).filter((key) => !built.test(key) && !code.includes(`"${key}"`));
  assert.deepEqual(unused, []);
});

test("values are put in place of their marks", () => {
  assert.equal(textOf("en", "revision", { n: 7 }), "Revision 7");
  assert.equal(textOf("zh", "revision", { n: 7 }), "版本 7");
  assert.equal(textOf("en", "revision"), "Revision {n}");
});

test("a name that the page does not know is shown as it is", () => {
  assert.equal(textOfName("zh", "measure", "deaths"), "死亡");
  assert.equal(textOfName("en", "measure", "swabs"), "swabs");
});

test("the reader's first language decides, Chinese when there is none", () => {
  assert.equal(preferredLang(["zh-TW", "en"]), "zh");
  assert.equal(preferredLang(["en-US", "zh"]), "en");
  assert.equal(preferredLang(["fr"]), "en");
  assert.equal(preferredLang([]), "zh");
});
