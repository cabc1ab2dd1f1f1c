// A PMTiles file as pages read it, with the library of the format's authors: the tile is the one that is served.
// usage: archive.mjs http://127.0.0.1:8080 FILE.pmtiles

import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import { PMTiles } from 'pmtiles';

const [base, path] = process.argv.slice(2);
const file = await open(path);
const source = {
  getKey: () => path,
  getBytes: async (offset, length) => {
    const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, offset);
    return { data: buffer.buffer.slice(0, bytesRead) };
  },
};
const archive = new PMTiles(source);
const { minZoom, maxZoom, numAddressedTiles } = await archive.getHeader();
assert.deepEqual([minZoom, maxZoom], [12, 16]);
const [z, x, y] = [16, 32743, 21790];
const own = await archive.getZxy(z, x, y);
const served = await fetch(`${base}/tiles/risk/${z}/${x}/${y}.png`);
assert.deepEqual(new Uint8Array(own.data), new Uint8Array(await served.arrayBuffer()));
assert.equal(await archive.getZxy(z, 0, 0), undefined);
await file.close();
console.log(`pmtiles of npm: ${numAddressedTiles} tiles, one of them is the one that is served`);
