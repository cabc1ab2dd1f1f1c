import type { Coordinate } from "ol/coordinate.js";
import { getCenter } from "ol/extent.js";
import { getRest, type Bounds, type Portion } from "../api.ts";
import type { Tier } from "../link.ts";
import { ApiError, getJson } from "../requests.ts";
import { toExtent } from "./view.ts";

/** Where grids have their middle, in the projection of the map, by code. */
export type Middles = ReadonlyMap<string, Coordinate>;

/** What of a grid says where it is. */
interface Placed {
  code: string;
  bounds: Bounds;
}

/** So many grids are asked for one by one; of more, all are. */
const SINGLY_MAX = 60;

const ofPlan = (plan: string | undefined): string => (plan ? `&plan=${encodeURIComponent(plan)}` : "");

const placeOf = (code: string, plan: string | undefined): Promise<Placed | null> =>
  getJson<Placed>(`/v1/grids/${encodeURIComponent(code)}?${ofPlan(plan)}`).catch((error: unknown) => {
    if (error instanceof ApiError && [404, 410].includes(error.status)) return null;
    throw error;
  });

const allPlaces = async (tier: Tier, plan: string | undefined): Promise<Placed[]> =>
  getRest(await getJson<Portion<Placed>>(`/v1/grids?tier=${tier}&limit=1000${ofPlan(plan)}`));

/** The box around a grid, of what is in force or of a plan; null when there is none of that code. */
export const boundsOf = async (code: string, plan: string | undefined): Promise<Bounds | null> => (await placeOf(code, plan))?.bounds ?? null;

/** The middles of grids of a tier; of those that are not there, none. */
export async function middlesOf(codes: readonly string[], tier: Tier, plan: string | undefined): Promise<Middles> {
  const wanted = [...new Set(codes)];
  const singly = wanted.length <= SINGLY_MAX;
  const found = singly ? await Promise.all(wanted.map((code) => placeOf(code, plan))) : await allPlaces(tier, plan);
  return new Map(found.flatMap((grid) => (grid ? [[grid.code, getCenter(toExtent(grid.bounds))] as const] : [])));
}
