import { signal } from "@preact/signals";
import { screen } from "./screen.ts";
import { clearSelection } from "./selection.ts";
import { dataset, dialog, panels, selection, toggleLayer, togglePanel } from "./state.ts";
import { recall, remember } from "./storage.ts";

/** Whether single letters and digits act as shortcuts. */
export const singleKeys = signal(recall("keys") !== "off");

/** Switches single-key shortcuts on or off and remembers it. */
export function setSingleKeys(on: boolean): void {
  singleKeys.value = on;
  remember("keys", on ? "on" : "off");
}

/** What the keys need from the parts of the page that draw. */
export interface KeyTargets {
  zoomBy: (steps: number) => void;
  showAll: () => void;
  copyLink: () => void;
  layerAt: (index: number) => string | undefined;
}

/** Listens for the shortcuts of the map and for `?`; they are off while typing and while a modal sheet is open. */
export function followKeys(targets: KeyTargets): void {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (dialog.peek() !== null || isTyping(event.target)) return;
    if (event.key === "?" && singleKeys.peek()) openHelp(event);
    else if (screen.peek() !== "map") return;
    else if (event.key === "Escape") closeTopmost();
    else if (singleKeys.peek() && dataset.peek()) act(event, targets);
  });
}

function openHelp(event: KeyboardEvent): void {
  event.preventDefault();
  dialog.value = "help";
}

function act(event: KeyboardEvent, targets: KeyTargets): void {
  const onMap = event.target instanceof Element && event.target.id === "map";
  const key = event.key.toLowerCase();
  const layer = /^[1-9]$/.test(key) ? targets.layerAt(Number(key) - 1) : undefined;
  const actions: Record<string, () => void> = {
    e: () => (dialog.value = "embed"),
    t: () => togglePanel("table"),
    k: () => togglePanel("check"),
    l: () => toggleSide(),
    c: targets.copyLink,
    "0": targets.showAll,
    // The focused map zooms by itself.
    "+": () => !onMap && targets.zoomBy(1),
    "=": () => targets.zoomBy(1),
    "-": () => !onMap && targets.zoomBy(-1),
  };
  const action = layer ? () => toggleLayer(layer) : actions[key];
  if (!action) return;
  event.preventDefault();
  action();
}

function toggleSide(): void {
  const open = !(panels.peek().layers || panels.peek().legend);
  togglePanel("legend", open);
  togglePanel("layers", open);
}

function closeTopmost(): void {
  const open = panels.peek();
  if (open.more) togglePanel("more", false);
  else if (selection.peek()) clearSelection();
  else if (open.table) togglePanel("table", false);
  else if (open.check) togglePanel("check", false);
}

/** Whether keys go into a field. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const typed = target instanceof HTMLInputElement && !["checkbox", "range"].includes(target.type);
  return typed || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}
