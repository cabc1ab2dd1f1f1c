import { signal } from "@preact/signals";
import { suspectOffline } from "../connection.ts";
import { grids, plan } from "./draft.ts";
import { around, boxOf, holds, outlineOf, type Outline, type Position } from "./outline.ts";
import { getAddresses, getUnits, type Unit } from "./requests.ts";

/** What a brush can give away: a building, or a unit. */
export interface Piece {
  id: string;
  kind: "building" | "unit";
  at: Position;
  /** Of a unit. */
  outline: Outline | null;
  households: number;
  residents: number;
  addresses: number;
}

/** The pieces below one parent. */
export interface Material {
  parent: string;
  kind: "building" | "unit";
  pieces: readonly Piece[];
}

/** The pieces that the brush works on; null before they are there. */
export const material = signal<Material | null>(null);
/** Whether they are on their way, or could not be had. */
export const materialState = signal<"none" | "loading" | "ready" | "failed">("none");
/** The marked pieces: by id, the grid that would give them. */
export const marks = signal<ReadonlyMap<string, string>>(new Map());

/** Fetches what lies below a parent: units where there are any, else buildings. */
export async function loadMaterial(parent: string): Promise<void> {
  const id = plan.peek()?.id;
  if (!id || (material.peek()?.parent === parent && materialState.peek() === "ready")) return;
  materialState.value = "loading";
  const boxes = [...grids.peek().values()].filter((grid) => grid.parent === parent).map(({ box }) => box);
  if (boxes.length === 0) return;
  try {
    const [addresses, units] = await Promise.all([getAddresses(parent, id), getUnits(around(boxes), id)]);
    const buildings = buildingsOf(addresses);
    const pieces = units.length > 0 ? units.map((unit) => pieceOf(unit, buildings)) : buildings;
    material.value = { parent, kind: units.length > 0 ? "unit" : "building", pieces };
    materialState.value = "ready";
  } catch {
    materialState.value = "failed";
    void suspectOffline();
  }
}

/** Buildings, each where its addresses lie in the middle. Addresses without a building cannot be named, so not be given. */
function buildingsOf(addresses: Awaited<ReturnType<typeof getAddresses>>): Piece[] {
  const sums = new Map<string, { lon: number; lat: number; households: number; residents: number; addresses: number }>();
  for (const { properties, geometry } of addresses) {
    if (!properties.building) continue;
    const sum = sums.get(properties.building) ?? { lon: 0, lat: 0, households: 0, residents: 0, addresses: 0 };
    sum.lon += geometry.coordinates[0];
    sum.lat += geometry.coordinates[1];
    sum.households += properties.households ?? 0;
    sum.residents += properties.residents ?? 0;
    sum.addresses += 1;
    sums.set(properties.building, sum);
  }
  return [...sums].map(([id, { lon, lat, ...sum }]) => ({
    id, kind: "building", at: [lon / sum.addresses, lat / sum.addresses], outline: null, ...sum,
  }));
}

function pieceOf(unit: Unit, buildings: readonly Piece[]): Piece {
  const outline = outlineOf(unit.geometry);
  const [west, south, east, north] = boxOf(outline);
  const inside = buildings.filter(({ at: [lon, lat] }) => lon >= west && lon <= east && lat >= south && lat <= north && holds(outline, [lon, lat]));
  const sum = (of: (piece: Piece) => number): number => inside.reduce((total, piece) => total + of(piece), 0);
  const at: Position = inside[0]?.at ?? [(west + east) / 2, (south + north) / 2];
  const counted = { households: sum((p) => p.households), residents: sum((p) => p.residents), addresses: sum((p) => p.addresses) };
  return { id: unit.id, kind: "unit", at, outline, ...counted };
}

/** What the marked pieces come to. */
export function markedSum(): { pieces: number; households: number; from: string[] } {
  const chosen = (material.value?.pieces ?? []).filter(({ id }) => marks.value.has(id));
  const from = [...new Set(marks.value.values())].sort();
  return { pieces: chosen.length, households: chosen.reduce((sum, { households }) => sum + households, 0), from };
}
