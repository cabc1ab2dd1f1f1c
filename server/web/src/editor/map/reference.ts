import { effect, signal } from "@preact/signals";
import type OlMap from "ol/Map.js";
import type TileLayer from "ol/layer/Tile.js";
import type XYZ from "ol/source/XYZ.js";
import type { Dataset } from "../../api.ts";
import { createTileLayer } from "../../map/tiles.ts";
import { choicesOf } from "../../state.ts";
import { theme } from "../../theme.ts";

/** Styles that help to draw borders, in the order from the ground up. */
export const REFERENCES = ["streets", "cases", "addresses", "checkpoints", "grids"] as const;

/** The reference layers that are on. */
export const references = signal<readonly string[]>(["streets"]);

/** Switches a reference layer. */
export function toggleReference(id: string): void {
  const on = references.peek();
  references.value = on.includes(id) ? on.filter((other) => other !== id) : [...on, id];
}

/** Keeps the reference layers of a map as they are switched; the plan in force is one of them. */
export function keepReference(map: OlMap, dataset: Dataset): () => void {
  const drawn = new Map<string, Promise<TileLayer<XYZ>>>();
  let key = "";
  return effect(() => {
    const on = references.value;
    const now = theme.value;
    if (key && key !== now) for (const id of [...drawn.keys()]) drop(id);
    key = now;
    for (const id of [...drawn.keys()]) if (!on.includes(id)) drop(id);
    for (const id of on) {
      const style = dataset.styles.find((known) => known.id === id);
      if (!style || drawn.has(id)) continue;
      const layer = createTileLayer(id, choicesOf(style), dataset.bounds);
      drawn.set(id, layer);
      layer.then(
        (ready) => {
          ready.setZIndex(id === "addresses" || id === "checkpoints" || id === "grids" ? 15 : 2);
          if (drawn.get(id) === layer) map.addLayer(ready);
        },
        () => drawn.delete(id),
      );
    }
  });
  function drop(id: string): void {
    const old = drawn.get(id);
    drawn.delete(id);
    old?.then((layer) => map.removeLayer(layer), () => undefined);
  }
}
