import { signal } from "@preact/signals";
import { suspectOffline } from "../connection.ts";
import { grids } from "./draft.ts";
import { boxOf, meet, type Box, type Position } from "./outline.ts";
import { getBarriers, type Barrier } from "./requests.ts";
import type { Guide } from "./snap.ts";

/** Coarser than this many metres per pixel, nothing snaps: a pixel would be a street. */
const FINEST_M = 6;
/** How far around the pointer lines are looked for, in pixels. */
const AROUND_PX = 60;
const METRES_PER_DEGREE = 111_195;

/** The streets, rivers and walls on the screen. */
export const barriers = signal<readonly (Guide & { box: Box; class: string })[]>([]);

let loaded: Box | null = null;

/** Fetches the lines of a box, unless they are there. */
export async function loadGuides(box: Box): Promise<void> {
  const isThere = loaded && loaded[0] <= box[0] && loaded[1] <= box[1] && loaded[2] >= box[2] && loaded[3] >= box[3];
  if (isThere) return;
  const [width, height] = [box[2] - box[0], box[3] - box[1]];
  const wide: Box = [box[0] - width / 2, box[1] - height / 2, box[2] + width / 2, box[3] + height / 2];
  try {
    const found = await getBarriers(wide);
    loaded = wide;
    barriers.value = found.flatMap(guidesOf);
  } catch {
    void suspectOffline();
  }
}

const guidesOf = ({ id, properties, geometry }: Barrier): (Guide & { box: Box; class: string })[] => {
  if (geometry.type !== "LineString") return [];
  return [{ id: `way ${id}`, path: geometry.coordinates, box: boxOf([[geometry.coordinates]]), class: properties.class }];
};

/** The lines near a position to which drawing may snap: streets and the borders of grids. */
export function guidesNear([lon, lat]: Position, metresPerPixel: number): Guide[] {
  if (metresPerPixel > FINEST_M) return [];
  const reach = (AROUND_PX * metresPerPixel) / METRES_PER_DEGREE;
  const near: Box = [lon - reach * 2, lat - reach, lon + reach * 2, lat + reach];
  const found: Guide[] = barriers.peek().filter(({ box }) => meet(box, near));
  for (const grid of grids.peek().values()) {
    if (!meet(grid.box, near)) continue;
    const { code, outline } = grid;
    outline.forEach((polygon, part) => polygon.forEach((path, ring) => found.push({ id: `${code} ${part} ${ring}`, path })));
  }
  return found;
}
