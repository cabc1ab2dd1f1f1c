import { signal } from "@preact/signals";
import Point from "ol/geom/Point.js";
import { grids } from "../draft.ts";
import { gridAt } from "../tools/select.ts";
import type { Tool } from "../tools/tool.ts";
import type { Canvas } from "./canvas.ts";
import { spotOf } from "./controller.ts";

/** A pointer that is steered from the keyboard. */
export interface Cursor {
  /** Moves it by so many pixels; it comes to the middle when it is moved first. */
  move(dx: number, dy: number): void;
  /** Presses: a click or, of a tool that drags, the press that takes hold; pressed again it lets go. */
  press(shift: boolean): void;
  /** Whether it is on the map. */
  isShown(): boolean;
  hide(): void;
}

/** The grid under the keyboard's pointer, to be read aloud. */
export const underCursor = signal<string | null>(null);

/** So near to the rim the map follows the pointer, in pixels. */
const RIM_PX = 40;

/** Steers the tool in hand from the keyboard. */
export function followCursor(canvas: Canvas, hand: () => Tool): Cursor {
  const overlay = canvas.overlay();
  let at: number[] | null = null;
  let isHeld = false;
  const show = (): void => overlay.put(at ? [{ part: "cursor", geometry: new Point(at) }] : []);
  const follow = (): void => {
    const pixel = canvas.map.getPixelFromCoordinate(at!) as [number, number] | null;
    const [width = 0, height = 0] = canvas.map.getSize() ?? [];
    if (!pixel) return;
    const isNear = pixel[0] < RIM_PX || pixel[1] < RIM_PX || pixel[0] > width - RIM_PX || pixel[1] > height - RIM_PX;
    if (isNear) canvas.map.getView().setCenter(at!);
  };
  return {
    move: (dx, dy) => {
      const view = canvas.map.getView();
      const resolution = view.getResolution() ?? 1;
      const from = at ?? view.getCenter()!;
      at = at ? [from[0]! + dx * resolution, from[1]! - dy * resolution] : from;
      show();
      follow();
      const spot = spotOf(canvas, at);
      if (isHeld) hand().drag?.(spot);
      else hand().hover?.(spot);
      const code = gridAt(spot.at);
      underCursor.value = code && grids.peek().has(code) ? code : null;
    },
    press: (shift) => {
      if (!at) return;
      const spot = { ...spotOf(canvas, at), shift };
      if (isHeld) {
        isHeld = false;
        hand().up?.(spot);
      } else if (hand().down?.(spot)) isHeld = true;
      else hand().click?.(spot);
    },
    isShown: () => at !== null,
    hide: () => {
      at = null;
      isHeld = false;
      underCursor.value = null;
      show();
    },
  };
}
