import { batch, signal } from "@preact/signals";
import type { About, ScreenName } from "./link.ts";

/** The screen that is shown. */
export const screen = signal<ScreenName>("map");
/** What it is about. */
export const about = signal<About>({});

/** A row of the sheet of keys: the keys, and what they do. */
export type KeyRow = readonly [keys: readonly string[], text: string];
/** The keys of the screen that is shown, beside those of the map. A screen sets them while it stands. */
export const screenKeys = signal<readonly KeyRow[]>([]);

/** Goes to a screen, as a step that the browser's back button takes back. */
export function openScreen(name: ScreenName, next: About = {}): void {
  history.pushState(null, "", location.href);
  replaceScreen(name, next);
}

/** Says anew what is shown, without a step of its own: when a screen learns what it is about. */
export function replaceScreen(name: ScreenName, next: About): void {
  batch(() => {
    screen.value = name;
    about.value = next;
  });
}
