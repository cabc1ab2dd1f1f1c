import { effect } from "@preact/signals";
import { getCell, getGrid, getNearest, locate } from "./api.ts";
import { suspectOffline } from "./connection.ts";
import { clearForCard, connection, selection, type Place } from "./state.ts";

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
  const [chain, cells] = await Promise.all([
    Promise.all(located.grids.map(({ code }) => getGrid(code))),
    Promise.all(located.cells.map(({ code }) => getCell(code))),
  ]);
  return { located, chain, cells, checkpoint, address };
}

/** Looks a place up again when the server is back. */
export function followSelection(): void {
  effect(() => {
    if (connection.value !== "online") return;
    const failed = selection.peek();
    if (failed?.status === "failed") void selectPlace(failed.lon, failed.lat);
  });
}
