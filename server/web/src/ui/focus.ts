/** Gives the keyboard back to the map, as when a panel that had it is closed. */
export function focusMap(): void {
  document.getElementById("map")?.focus({ preventScroll: true });
}
