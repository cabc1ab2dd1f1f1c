/**
 * The first start and the day's figures against a running server with a synthetic city whose store may be changed:
 * `HEXWARD_URL=… node --test e2e/welcome.mjs`.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ask, base, launch, open, overflowing, SCREEN_SIZES, settle, shoot, TURNS } from "./browser.mjs";

assert.ok(base, "HEXWARD_URL is not set");

const SAYS = {
  zh: { begin: "开始练习", undo: "撤销最近一步", check: "检查（不写入）", apply: "应用", review: "去校验", submit: "提交审批", approve: "批准", activate: "使其生效" },
  en: { begin: "Begin to practise", undo: "Undo the last step", check: "Check (writes nothing)", apply: "Apply", review: "To the checks", submit: "Submit for approval", approve: "Approve", activate: "Put in force" },
};
const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

let browser;
let address;
before(async () => {
  browser = await launch();
  const text = await (await fetch(`${base}/v1/export/addresses?format=csv`)).text();
  address = text.split(/\r?\n/)[1].split(",")[0];
});
after(() => browser?.close());

async function post(path, body) {
  const response = await fetch(base + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  assert.ok(response.ok, `${path}: ${await response.clone().text()}`);
  return response.json();
}
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

for (const { size, lang } of TURNS) {
  test(`${size.name}, ${lang}: a newcomer goes the whole way`, async () => {
    const says = SAYS[lang];
    const at = { hash: "#screen=welcome", ready: ".practice", lang, who: "planner:new office" };
    const { page, context, complaints } = await open(browser, size, at);
    await press(page, says.begin);
    await page.locator(".practice .done").first().waitFor();
    const id = await page.evaluate(() => localStorage.getItem("hexward.welcomed"));
    const { items } = await ask("/v1/grids?tier=grid&limit=2");
    for (const name of [`甲 ${id}`, `乙 ${id}`]) {
      await post("/v1/changesets", { plan: id, author: "new office", edits: [{ op: "rename_grid", code: items[0].code, name }] });
    }
    await page.reload();
    await page.locator(".practice .done").nth(1).waitFor();
    await settle(page);
    await shoot(page, `welcome-${size.name}-${lang}`);
    await press(page, says.undo);
    await page.locator(".practice .done").nth(2).waitFor();
    assert.equal((await ask(`/v1/plans/${id}`)).steps, 1);
    await press(page, says.review);
    await page.locator(".checks .good").nth(3).waitFor();
    await page.locator("input[type=date]").fill(today);
    await press(page, says.submit);
    await page.locator(".life .reached").nth(2).waitFor();
    await page.evaluate(() => localStorage.setItem("hexward.who", "approver:street office"));
    await page.reload();
    await press(page, says.approve);
    await page.locator(".life .reached").nth(3).waitFor();
    await press(page, says.activate);
    await page.locator(".life .reached").nth(4).waitFor();
    assert.equal((await ask(`/v1/grids/${items[0].code}`)).name, `甲 ${id}`);
    assert.deepEqual(await overflowing(page), []);
    assert.deepEqual(complaints, []);
    await context.close();
  });
}

describe("the day's figures", () => {
  const [desktop] = SCREEN_SIZES;
  for (const lang of ["zh", "en"]) {
    test(`${lang}: come once; the same file a second time changes nothing`, async () => {
      const says = SAYS[lang];
      const at = { hash: "#screen=counts", ready: ".screen-page.counts .drop", lang, who: "planner:data office" };
      const { page, context, complaints } = await open(browser, desktop, at);
      await shoot(page, `counts-${lang}`);
      const value = (Date.now() % 100_000) + 1;
      const file = { name: "daily.csv", mimeType: "text/csv", buffer: Buffer.from(`address,measure,unit,cutoff,value\r\n${address},cases,persons,2026-01-02,${value}\r\n`) };
      await page.locator("input[type=file]").setInputFiles(file);
      await page.locator(".columns-table").waitFor();
      await press(page, says.check);
      await page.locator(".verdict-good").waitFor();
      await press(page, says.apply);
      await page.locator(".verdict-applied").waitFor();
      await shoot(page, `counts-${lang}-applied`);
      await page.locator(".report .form-end .button").first().click();
      await page.locator("input[type=file]").setInputFiles(file);
      await page.locator(".columns-table").waitFor();
      await press(page, says.check);
      await page.locator(".verdict-nothing").waitFor();
      await shoot(page, `counts-${lang}-again`);
      assert.deepEqual(complaints, []);
      await context.close();
    });
  }
});
