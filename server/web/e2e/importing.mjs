/**
 * The import wizard against a running server with a synthetic city whose store may be changed:
 * `HEXWARD_URL=… node --test e2e/importing.mjs`.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ask, base, launch, linked, open, overflowing, settle, shoot, SCREEN_SIZES, TURNS } from "./browser.mjs";

assert.ok(base, "HEXWARD_URL is not set");

const HEADER = "编号,经度,纬度,地址,户数,人口";
const BAD = 1_000;
const SAYS = {
  zh: { check: "检查（不写入）", apply: "应用", undo: "撤销导入", cancel: "取消", nothing: "没有变化", revise: "修改含义", other: "换一个文件", keep: "存为模板", save: "保存", all: "下载全部" },
  en: { check: "Check (writes nothing)", apply: "Apply", undo: "Undo the import", cancel: "Cancel", nothing: "Nothing would change", revise: "Change the meaning", other: "Another file", keep: "Save as a template", save: "Save", all: "Download all" },
};
const stamp = Date.now().toString(36);

let browser;
/** Rows of addresses as the store has them, each a list of values. */
let stored;

before(async () => {
  browser = await launch();
  const text = await (await fetch(`${base}/v1/export/addresses?format=csv`)).text();
  stored = text.replace(/^\ufeff/, "").trim().split(/\r?\n/).slice(1).map((line) => line.split(","));
});
after(() => browser?.close());

const at = { hash: "#screen=import", ready: ".screen-page.import .drop", who: "planner:data office" };

/** A table of addresses at the places of stored ones, under new ids; the rows of `bad` have no latitude. */
function table(prefix, count, bad = new Set()) {
  const lines = Array.from({ length: count }, (_, index) => {
    const [, lon, lat, label] = stored[index % stored.length];
    return [`${prefix}${index}`, lon, bad.has(index) ? "north" : lat, label, 1, 2].join(",");
  });
  return Buffer.from([HEADER, ...lines, ""].join("\r\n"));
}

const drop = (page, name, buffer) => page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/csv", buffer });
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const addresses = async () => (await ask("/v1")).totals.addresses;

for (const { size, lang } of TURNS) {
  const says = SAYS[lang];
  test(`${size.name}, ${lang}: sends, understands, checks, applies and undoes a table`, async () => {
    const { page, context, complaints } = await open(browser, size, { ...at, lang });
    const before = await addresses();
    await shoot(page, `import-${size.name}-${lang}-file`);
    await drop(page, "地址 2026.csv", table(`${size.name}-${lang}-${stamp}-`, 1_200));
    await page.locator(".crs-row").first().waitFor();
    assert.equal(await page.locator("input[name=crs]:checked").count(), 1, "the proven system is not chosen");
    assert.equal(await page.locator(".columns-table select").first().inputValue(), "id");
    await settle(page);
    await shoot(page, `import-${size.name}-${lang}-meaning`);
    await press(page, says.check);
    await page.locator(".verdict-good").waitFor();
    assert.equal(await addresses(), before, "written before it was applied");
    assert.deepEqual(await overflowing(page), []);
    await shoot(page, `import-${size.name}-${lang}-checked`);
    await press(page, says.apply);
    await page.locator(".verdict-applied").waitFor();
    assert.equal(await addresses(), before + 1_200);
    await shoot(page, `import-${size.name}-${lang}-applied`);
    await press(page, says.undo);
    await page.locator(".verdict-undone").waitFor();
    assert.equal(await addresses(), before);
    await settle(page);
    assert.deepEqual(complaints, []);
    await context.close();
  });
}

describe("bad rows, other encodings, templates", () => {
  const [desktop] = SCREEN_SIZES;

  test(`lists every one of ${BAD} bad rows with line and reason`, async () => {
    const { page, context, complaints } = await open(browser, desktop, { ...at, lang: "zh" });
    const bad = new Set(Array.from({ length: BAD }, (_, index) => index * 7 + (index % 3)));
    await drop(page, "坏行.csv", table(`bad-${stamp}-`, 8_000, bad));
    await page.locator(".crs-row").first().waitFor();
    if ((await page.locator("input[name=crs]:checked").count()) === 0) await page.locator("input[name=crs]").first().check();
    await press(page, SAYS.zh.check);
    await page.locator(".verdict-bad").waitFor();
    await shoot(page, "import-bad-rows");
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: /^下载全部/ }).click()]);
    const chunks = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    const lines = Buffer.concat(chunks).toString("utf8").trim().split("\n").slice(1);
    assert.equal(lines.length, BAD);
    const expected = [...bad].map((index) => index + 2);
    assert.deepEqual(lines.map((line) => Number(/,(\d+),/.exec(line)[1])), expected);
    assert.ok(lines.every((line) => line.includes("is not a number")), lines[0]);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  test("reads GB18030 once it is told, keeps what was said as a template, and uses it again", async () => {
    const { page, context } = await open(browser, desktop, at);
    // 编号,经度,纬度,地址,户数,人口 and 某路 in GB18030
    const header = Buffer.from("b1e0bac52cbeadb6c82cceb3b6c82cb5d8d6b72cbba7cafd2cc8cbbfda0d0a", "hex");
    const rows = stored.slice(0, 60).map(([, lon, lat], index) => Buffer.concat([Buffer.from(`gb-${stamp}-${index},${lon},${lat},`), Buffer.from("c4b3c2b7", "hex"), Buffer.from(",1,2\r\n")]));
    const file = Buffer.concat([header, ...rows]);
    await drop(page, "gb.csv", file);
    await page.locator(".problem").getByText(/GB18030/).waitFor();
    await page.getByLabel("Encoding").selectOption("gb18030");
    await page.getByRole("rowheader", { name: "编号" }).waitFor();
    await press(page, SAYS.en.keep);
    await page.getByLabel("Name of the template").fill(`daily ${stamp}`);
    await press(page, SAYS.en.save);
    await press(page, SAYS.en.other);
    await drop(page, "gb again.csv", file);
    await page.locator(".problem").first().waitFor();
    await page.getByLabel("Use a template").selectOption(`daily ${stamp}`);
    await page.getByRole("rowheader", { name: "编号" }).waitFor();
    await press(page, SAYS.en.check);
    await page.locator(".verdict-good").waitFor();
    await context.close();
  });
});

describe("when the line is cut, and when a reader changes their mind", () => {
  const [desktop] = SCREEN_SIZES;

  test("says that a file could not be sent, keeps it, and sends it again", async () => {
    const { page, context } = await open(browser, desktop, at);
    const cut = (route) => route.abort("connectionrefused");
    await page.route(`${base}/v1/jobs?**`, cut);
    await drop(page, "cut.csv", table(`cut-${stamp}-`, 50));
    await page.locator(".problem button").waitFor();
    await shoot(page, "import-cut-sending");
    await page.unroute(`${base}/v1/jobs?**`, cut);
    await page.locator(".problem button").click();
    await page.locator(".crs-row").first().waitFor();
    await context.close();
  });

  test("goes on with a check whose line was cut, and with one after a reload", async () => {
    const { page, context } = await open(browser, desktop, at);
    await drop(page, "cut.csv", table(`line-${stamp}-`, 3_000));
    await page.locator(".crs-row").first().waitFor();
    const cut = (route) => route.abort("connectionrefused");
    await page.route(`${base}/v1/jobs/*/events`, cut);
    await press(page, SAYS.en.check);
    await page.locator(".verdict-good").waitFor();
    await linked(page, /job=/);
    await page.unroute(`${base}/v1/jobs/*/events`, cut);
    await page.reload();
    await page.locator(".verdict-good").waitFor();
    await context.close();
  });

  test("shows progress within a second and breaks a long check off within two", async () => {
    const { page, context } = await open(browser, desktop, at);
    await drop(page, "long.csv", table(`long-${stamp}-`, 60_000));
    await page.locator(".crs-row").first().waitFor({ timeout: 60_000 });
    if ((await page.locator("input[name=crs]:checked").count()) === 0) await page.locator("input[name=crs]").first().check();
    await press(page, SAYS.en.check);
    const begun = Date.now();
    await page.locator(".work progress").waitFor();
    assert.ok(Date.now() - begun < 1_000, `${Date.now() - begun} ms until progress shows`);
    await shoot(page, "import-progress");
    const asked = Date.now();
    await press(page, SAYS.en.cancel);
    await page.locator(".verdict-cancelled, .meaning, .verdict-good").first().waitFor();
    assert.ok(Date.now() - asked < 2_000, `${Date.now() - asked} ms until it ends`);
    await shoot(page, "import-cancelled");
    await context.close();
  });
});
