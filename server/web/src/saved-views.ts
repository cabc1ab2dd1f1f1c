import { signal } from "@preact/signals";
import { recall, remember } from "./storage.ts";

/** A view of the map that somebody gave a name: its place, its layers and what is chosen of them, as a link has them. */
export interface SavedView {
  name: string;
  hash: string;
}

/** The saved views of this browser, the newest last. */
export const savedViews = signal<readonly SavedView[]>(stored());

function stored(): SavedView[] {
  try {
    const known: unknown = JSON.parse(recall("views") ?? "[]");
    const isView = (view: unknown): view is SavedView =>
      typeof (view as SavedView)?.name === "string" && typeof (view as SavedView)?.hash === "string" && (view as SavedView).hash.startsWith("#");
    return Array.isArray(known) ? known.filter(isView) : [];
  } catch {
    return [];
  }
}

function keep(views: readonly SavedView[]): void {
  savedViews.value = views;
  remember("views", JSON.stringify(views));
}

/** Saves a view under a name, in place of the one that had it. The language stays that of the reader. */
export function saveView(name: string, hash: string): void {
  const own = hash.replace(/&lang=[a-z]+/, "");
  keep([...savedViews.peek().filter((view) => view.name !== name), { name, hash: own }]);
}

/** Forgets a view. */
export const dropView = (name: string): void => keep(savedViews.peek().filter((view) => view.name !== name));

/** Shows a view. */
export const showView = ({ hash }: SavedView): void => {
  location.hash = hash;
};
