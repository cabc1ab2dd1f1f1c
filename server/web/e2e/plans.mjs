/**
 * The list of plans against a running server whose store may be changed: `HEXWARD_URL=… node --test e2e/plans.mjs`.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ask, base, launch, open, overflowing, SCREEN_SIZES, settle, shoot, TURNS } from "./browser.mjs";

assert.ok(base, "HEXWARD_URL is not set");

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const at = { hash: "#screen=plans", ready: ".screen-page.plans", who: "planner:planning office" };
/** The buttons of the page in the language, by what they say. */
const SAYS = {
  zh: { create: "新建方案", begin: "新建并打开", duplicate: "复制", withdraw: "撤回", all: "全部", closed: "已结束", gone: "已撤回", take: "确定" },
  en: { create: "New plan", begin: "Begin and open", duplicate: "Duplicate", withdraw: "Withdraw", all: "All", closed: "Closed", gone: "Withdrawn", take: "Take" },
};
const stamp = Date.now().toString(36);

async function begin(page, says, name) {
  await page.getByRole("button", { name: says.create, exact: true }).click();
  await page.locator("dialog input").first().fill(name);
  await page.getByRole("button", { name: says.begin }).click();
  // the plan opens by itself
  await page.waitForURL(/#screen=edit&/);
}

for (const { size, lang } of TURNS) {
  const says = SAYS[lang];
  describe(`${size.name}, ${lang}`, () => {
    test("begins, finds, duplicates and withdraws a plan", async () => {
      const { page, context, complaints } = await open(browser, size, { ...at, lang });
      const name = `${size.name} ${lang} ${stamp}`;
      await begin(page, says, name);
      const made = (await ask("/v1/plans?limit=1000")).items.find((plan) => plan.name === name);
      assert.equal(made.state, "draft");
      assert.equal(made.created.by, "planning office");
      await page.goto(`${base}/#screen=plans`);
      await page.locator("input[type=search]").fill(`${stamp} ${size.name} ${lang}`);
      const row = page.locator(".plan-table tbody tr", { hasText: name });
      await row.getByRole("button", { name: says.duplicate, exact: true }).click();
      assert.equal(await page.locator("dialog select").inputValue(), made.id);
      await page.keyboard.press("Escape");
      await page.waitForSelector("dialog", { state: "detached" });
      await shoot(page, `plans-${size.name}-${lang}`);
      await row.getByRole("button", { name: says.withdraw, exact: true }).click();
      await page.locator("dialog textarea").fill("a test");
      await shoot(page, `plans-withdraw-${size.name}-${lang}`);
      await page.locator("dialog").getByRole("button", { name: says.withdraw, exact: true }).click();
      await page.waitForSelector("dialog", { state: "detached" });
      await row.waitFor({ state: "detached" });
      await page.getByRole("button", { name: new RegExp(`^${says.closed}`) }).click();
      await row.getByText(says.gone).waitFor();
      assert.deepEqual(await overflowing(page), []);
      await settle(page);
      assert.deepEqual(complaints, []);
      await context.close();
    });
  });
}

describe("from the keyboard, and when things fail", () => {
  const [desktop] = SCREEN_SIZES;

  test("asks once who is there, by keyboard alone, and comes back by the browser's button", async () => {
    const { page, context, complaints } = await open(browser, desktop, { ...at, who: "" });
    await page.getByRole("button", { name: "New plan", exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog[open]");
    await page.keyboard.press("Tab");
    await page.keyboard.type(`keys ${stamp}`);
    await page.keyboard.press("Enter");
    await page.getByText("Who is working here").waitFor();
    await page.getByLabel("Post or account").fill("street office");
    await shoot(page, "plans-who");
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog", { state: "detached" });
    const made = (await ask("/v1/plans?limit=1000")).items.find((plan) => plan.name === `keys ${stamp}`);
    assert.equal(made.created.by, "street office");
    await page.waitForFunction((id) => location.hash.includes(`plan=${id}`), made.id);
    await page.goBack();
    await page.waitForFunction(() => location.hash.startsWith("#screen=plans"));
    await page.waitForSelector(".plan-table");
    await settle(page);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  test("keeps what was typed when the line is cut, and begins the plan once when it is back", async () => {
    const { page, context } = await open(browser, desktop, at);
    const cut = (route) => route.abort("connectionrefused");
    await page.getByRole("button", { name: "New plan", exact: true }).click();
    await page.locator("dialog input").first().fill(`cut ${stamp}`);
    await page.route(`${base}/v1/**`, cut);
    await page.getByRole("button", { name: "Begin and open" }).click();
    await page.locator("dialog .problem").waitFor();
    assert.equal(await page.locator("dialog input").first().inputValue(), `cut ${stamp}`);
    await shoot(page, "plans-cut");
    await page.unroute(`${base}/v1/**`, cut);
    await page.getByRole("button", { name: "Begin and open" }).click();
    await page.waitForSelector("dialog", { state: "detached" });
    const made = (await ask("/v1/plans?limit=1000")).items.filter((plan) => plan.name === `cut ${stamp}`);
    assert.equal(made.length, 1);
    await context.close();
  });
});
