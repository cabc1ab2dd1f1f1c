/**
 * Map libraries against a served demo: HEXWARD_URL=http://127.0.0.1:8080 node --test browser.mjs, started with
 * --allow-origin '*'. Each map shows the ground of one tile, and its picture is compared with the tile.
 * CHROMIUM names the browser; SHOTS a folder for pictures.
 */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { MAPS } from "./maps.mjs";
import { serve } from "./pages.mjs";

const base = (process.env.HEXWARD_URL ?? "").replace(/\/+$/, "");
assert.ok(base, "HEXWARD_URL is not set");

/** A tile around the Broad Street pump. */
const TILE = { z: 16, x: 32743, y: 21790 };
const side = 2 ** TILE.z;
const lon = ((TILE.x + 0.5) / side) * 360 - 180;
const lat = (Math.atan(Math.sinh(Math.PI * (1 - (2 * (TILE.y + 0.5)) / side))) * 180) / Math.PI;

// WebGL by software
const ARGUMENTS = [
  "--no-sandbox",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--ignore-gpu-blocklist",
  "--disable-background-networking",
  "--no-first-run",
];

let browser;
let pages;

before(async () => {
  pages = await serve();
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  browser = await chromium.launch({ executablePath, args: ARGUMENTS });
});

after(async () => {
  await browser?.close();
  pages?.close();
});

/** How much a picture differs from a tile on white, on average of all channels, and how much of the tile is painted. */
const compare = (page, shot, tile) =>
  page.evaluate(
    async ([shot, tile]) => {
      const pixels = async (source, white) => {
        const image = await createImageBitmap(await (await fetch(source)).blob());
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext("2d");
        if (white) {
          context.fillStyle = "#fff";
          context.fillRect(0, 0, image.width, image.height);
        }
        context.drawImage(image, 0, 0);
        return context.getImageData(0, 0, image.width, image.height).data;
      };
      const [a, b] = [await pixels(shot, true), await pixels(tile, true)];
      if (a.length !== b.length) return { difference: Infinity, painted: 0, own: 0 };
      let [sum, painted, own] = [0, 0, 0];
      for (let i = 0; i < a.length; i += 4) {
        for (let c = 0; c < 3; c += 1) sum += Math.abs(a[i + c] - b[i + c]);
        own += a[i] + a[i + 1] + a[i + 2] < 765;
        painted += b[i] + b[i + 1] + b[i + 2] < 765;
      }
      return { difference: (sum / a.length) * (4 / 3), painted: painted / (b.length / 4), own: own / (a.length / 4) };
    },
    [`data:image/png;base64,${shot.toString("base64")}`, tile],
  );

for (const map of MAPS) {
  test(map.name, async () => {
    const ratio = map.ratio ?? 1;
    const context = await browser.newContext({ viewport: { width: 256, height: 256 }, deviceScaleFactor: ratio });
    const page = await context.newPage();
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("response", (response) => {
      if (response.status() >= 400) complaints.push(`status ${response.status()}: ${response.url()}`);
    });
    await page.goto(pages.url);
    const options = { base, lon, lat, zoom: TILE.z, style: map.style ?? map.tile, format: map.format, kind: map.kind };
    await page.evaluate(`(${map.make})(${JSON.stringify(options)})`);
    await page.waitForTimeout(100);
    const shot = await page.locator("#map").screenshot();
    if (process.env.SHOTS) {
      mkdirSync(process.env.SHOTS, { recursive: true });
      writeFileSync(`${process.env.SHOTS}/${map.name}.png`, shot);
    }
    const tile = `${base}/tiles/${map.tile}/${TILE.z}/${TILE.x}/${TILE.y}${ratio > 1 ? "@2x" : ""}.png`;
    const { difference, painted, own } = await compare(page, shot, tile);
    const said = `${map.name}: difference ${difference.toFixed(2)} of 255, ${(own * 100).toFixed(1)} % painted`;
    console.log(said);
    assert.ok(painted > 0 && own > painted * 0.5, said);
    assert.ok(difference <= (map.most ?? 1.5), said);
    assert.deepEqual(complaints, []);
    await context.close();
  });
}
