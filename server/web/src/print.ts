import { togglePanel } from "./state.ts";

/** Prints the map with its legend, which is opened for that. */
export function printMap(): void {
  togglePanel("legend", true);
  // the legend has to be drawn before the page is laid out for paper
  requestAnimationFrame(() => requestAnimationFrame(() => print()));
}
