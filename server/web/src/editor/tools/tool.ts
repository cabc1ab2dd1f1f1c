import type { Coordinate } from "ol/coordinate.js";
import type { Position } from "../outline.ts";

/** A place under the pointer. */
export interface Spot {
  /** In degrees, to seven decimals. */
  at: Position;
  /** In the projection of the map. */
  coordinate: Coordinate;
  /** Ground metres per pixel. */
  metresPerPixel: number;
  /** How far from the pointer something may be and still be meant, in pixels: more for fingers. */
  reach_px: number;
  shift: boolean;
  alt: boolean;
}

/** What a tool does with the pointer and the keys. */
export interface Tool {
  /** Takes the pointer that went down, or leaves it to the map. */
  down?(spot: Spot): boolean;
  /** The pointer that was taken moves. */
  drag?(spot: Spot): void;
  /** The pointer that was taken goes up. */
  up?(spot: Spot): void;
  /** The pointer moves with no button pressed. */
  hover?(spot: Spot): void;
  /** A click that was not taken as a drag. */
  click?(spot: Spot): void;
  /** Enter or a double click: what is drawn is complete. */
  finish?(): boolean;
  /** Escape: gives up what is under way; says whether there was something. */
  cancel?(): boolean;
  /** Backspace or Delete. */
  remove?(): boolean;
  /** The tool is put down. */
  leave?(): void;
}
