import { getGrid, type Bounds, type Checkpoint } from "./api.ts";
import { suspectOffline } from "./connection.ts";
import type { Tier } from "./link.ts";
import { getAtlas } from "./map/atlas.ts";
import { insideOf } from "./map/highlight.ts";
import { selectPlace } from "./selection.ts";
import { chosenTier } from "./state.ts";

/** Goes to a grid: its tier is shown, the map fits it, and the card is that of a place inside it. */
export async function goToGrid(grid: { code: string; tier: Tier; bounds: Bounds }): Promise<void> {
  chosenTier.value = grid.tier;
  getAtlas()?.show(grid.bounds);
  try {
    const inside = insideOf((await getGrid(grid.code)).geometry);
    if (inside) await selectPlace(...inside);
  } catch {
    void suspectOffline();
  }
}

/** Goes to a checkpoint or address and opens the card of its place. */
export function goToPoint({ lon, lat }: Pick<Checkpoint, "lon" | "lat">): void {
  getAtlas()?.centreOn(lon, lat, 18);
  void selectPlace(lon, lat);
}
