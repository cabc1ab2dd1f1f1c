import { effect } from "@preact/signals";
import { getCell, getGrid, getNearest, locate, type Located } from "./api.ts";
import { suspectOffline } from "./connection.ts";
import { clearForCard, connection, grids, selection, type Place } from "./state.ts";

/** The last picked place wins when answers cross. */
let turn = 0;

/** Picks a place and looks up what lies there. Positions are rounded to 1e-7 degree. */
export async function selectPlace(lonExact: number, latExact: number): Promise<void> {
  const lon = Number(lonExact.toFixed(7));
  const lat = Number(latExact.toFixed(7));
  const mine = ++turn;
  clearForCard();
  selection.value = { lon, lat, status: "loading", place: null };
  try {
    const place = await lookUp(lon, lat);
    if (mine === turn) selection.value = { lon, lat, status: "ready", place };
  } catch {
    if (mine === turn) selection.value = { lon, lat, status: "failed", place: null };
    void suspectOffline();
  }
}

/** Closes the card. */
export function clearSelection(): void {
  turn += 1;
  selection.value = null;
}

async function lookUp(lon: number, lat: number): Promise<Place> {
  const [located, checkpoint, address] = await Promise.all([
    locate(lon, lat),
    getNearest("checkpoints", lon, lat),
    getNearest("addresses", lon, lat),
  ]);
  const code = finestGrid(located);
  const [grid, ...cells] = await Promise.all([
    code === null ? null : getGrid(code),
    ...located.cells.map((cell) => getCell(cell.code)),
  ]);
  return { located, grid, cells, checkpoint, address };
}

/** Looks a place up again when the server is back. */
export function followSelection(): void {
  effect(() => {
    if (connection.value !== "online") return;
    const failed = selection.peek();
    if (failed?.status === "failed") void selectPlace(failed.lon, failed.lat);
  });
}

/** Of nested grids that hold a place, the one with the smallest area. */
function finestGrid(located: Located): string | null {
  const area_m2 = (code: string): number =>
    grids.peek().find((grid) => grid.code === code)?.area_m2 ?? Infinity;
  const codes = located.grids.map((grid) => grid.code);
  return codes.reduceRight<string | null>(
    (best, code) => (best === null || area_m2(code) < area_m2(best) ? code : best),
    null,
  );
}
