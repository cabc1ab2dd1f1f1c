import Polygon from "ol/geom/Polygon.js";
import type { Overlay } from "../map/canvas.ts";
import { projected } from "../map/project.ts";
import { grids, pick, picked } from "../draft.ts";
import { boxOf, holds, meet, type Position } from "../outline.ts";
import type { Spot, Tool } from "./tool.ts";

/** The grid at a position. */
export function gridAt(at: Position): string | null {
  for (const grid of grids.peek().values()) {
    const [west, south, east, north] = grid.box;
    if (at[0] < west || at[0] > east || at[1] < south || at[1] > north) continue;
    if (holds(grid.outline, at)) return grid.code;
  }
  return null;
}

/** Picks the grid under a click; with Shift, adds it or puts it back. */
export const selectTool: Tool = {
  click: ({ at, shift }) => {
    const code = gridAt(at);
    if (code) pick([code], shift);
    else if (!shift) pick([]);
  },
};

/** Picks the grids whose middle lies in a ring drawn by hand; with Shift, adds them. */
export function lassoTool(overlay: Overlay): Tool {
  let path: Position[] = [];
  const show = (): void =>
    overlay.put(path.length > 1 ? [{ part: "sketch-area", geometry: new Polygon([[...path, path[0]!].map(projected)]) }] : []);
  const drop = (): void => {
    path = [];
    show();
  };
  return {
    down: ({ at }) => {
      path = [at];
      return true;
    },
    drag: ({ at }) => {
      path.push(at);
      show();
    },
    up: ({ shift }) => {
      const inside = path.length > 2 ? caught(path) : [];
      drop();
      pick(shift ? [...new Set([...picked.peek(), ...inside])] : inside);
    },
    click: (spot: Spot) => selectTool.click!(spot),
    cancel: () => {
      const was = path.length > 0;
      drop();
      return was;
    },
    leave: drop,
  };
}

/** Grids whose middle a ring holds. */
function caught(path: readonly Position[]): string[] {
  const ring = [[[...path, path[0]!]]];
  const box = boxOf(ring);
  const codes: string[] = [];
  for (const grid of grids.peek().values()) {
    if (!meet(grid.box, box)) continue;
    const [west, south, east, north] = grid.box;
    if (holds(ring, [(west + east) / 2, (south + north) / 2])) codes.push(grid.code);
  }
  return codes;
}
