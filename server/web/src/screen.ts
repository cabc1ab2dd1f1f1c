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
  batch(() => {
    screen.value = name;
    about.value = next;
  });
}

/** Says anew what a screen is about, without a step of its own: when it learns that while it is shown. */
export function replaceAbout(name: ScreenName, next: About): void {
  if (screen.peek() === name) about.value = next;
}
