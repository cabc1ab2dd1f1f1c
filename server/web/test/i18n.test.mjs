import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { load } from "./load.mjs";

const root = new URL("../src/", import.meta.url);
const { filled, preferredLang, textOf, textOfName } = await load("i18n/text.ts");

/** The dictionaries: one for the page around the screens, one for each screen. */
const names = (await readdir(new URL("i18n/zh/", root))).map((name) => name.replace(/\.ts$/, ""));
const dictionaries = await Promise.all(
  names.map(async (name) => {
    const [{ zh }, { en }] = await Promise.all([load(`i18n/zh/${name}.ts`), load(`i18n/en/${name}.ts`)]);
    return { name, zh, en };
  }),
);

/** Texts that are names or nothing but values in any language. */
const UNTRANSLATED = new Set(["title", "embed_tilejson", "table_of", "with_unit"]);
/** Keys of the page that are put together from a prefix and a name that the server chose. */
const SERVER_NAMES = /^(kind|measure|unit|risk|tiers?|fault|ledger|reason)_/;

const marks = (text) => (text.match(/\{\w+\}/g) ?? []).sort();

test("every dictionary is there in both languages", async () => {
  assert.deepEqual((await readdir(new URL("i18n/en/", root))).sort(), names.map((name) => `${name}.ts`).sort());
});

for (const { name, zh, en } of dictionaries) {
  test(`${name}: both languages have the same keys and use the same values`, () => {
    assert.deepEqual(Object.keys(en).sort(), Object.keys(zh).sort());
    for (const key of Object.keys(zh)) assert.deepEqual(marks(en[key]), marks(zh[key]), key);
  });

  test(`${name}: no text is empty, and each is in its language`, () => {
    for (const [key, text] of Object.entries(zh)) {
      assert.ok(text.trim(), key);
      if (!UNTRANSLATED.has(key) && /[A-Za-z]{2}/.test(text.replace(/\{\w+\}/g, ""))) assert.match(text, /[\u4e00-\u9fff]/, key);
    }
    for (const [key, text] of Object.entries(en)) {
      assert.ok(text.trim(), key);
      assert.doesNotMatch(text, /[\u3000-\u9fff\uff00-\uffef]/, key);
    }
  });
}

test("every key is used by the page", async () => {
  const files = await readdir(root, { recursive: true });
  const sources = files.filter((name) => /\.tsx?$/.test(name) && !/i18n\/(zh|en)\//.test(name));
  const code = (await Promise.all(sources.map((name) => readFile(new URL(name, root), "utf8")))).join("\n");
  // keys such as `theme_dark` are put together in the code from a prefix and a name
  const prefixes = new Set([...code.matchAll(/`(\w+_)\$\{/g)].map((match) => match[1]));
  const isBuilt = (key) => [...key.matchAll(/_/g)].some(({ index }) => prefixes.has(key.slice(0, index + 1)));
  for (const { name, zh } of dictionaries) {
    const isServers = (key) => name === "page" && SERVER_NAMES.test(key);
    const unused = Object.keys(zh).filter((key) => !code.includes(`"${key}"`) && !isBuilt(key) && !isServers(key));
    assert.deepEqual(unused, [], name);
  }
});

test("values are put in place of their marks", () => {
  assert.equal(filled("{a} and {b}", { a: 1 }), "1 and {b}");
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
