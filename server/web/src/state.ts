import { computed, signal } from "@preact/signals";
import type { Cell, Checkpoint, Dataset, Grid, Located, Neighbour, Outlined } from "./api.ts";
import type { Areas, ViewState } from "./link.ts";

/** Whether the server answers. */
export type Connection = "starting" | "online" | "offline";

/** A layer's switch and opacity (0 to 1). */
export interface LayerState {
  on: boolean;
  opacity: number;
}

/** What the card shows for a place. */
export interface Place {
  located: Located;
  grid: Outlined<Grid> | null;
  cells: Outlined<Cell>[];
  checkpoint: Neighbour | null;
  address: Neighbour | null;
}

/** A place that was picked, and how far its look-up is. */
export interface Selection {
  lon: number;
  lat: number;
  status: "loading" | "ready" | "failed";
  place: Place | null;
}

/** Panels that can be shown or hidden. */
export type PanelName = "layers" | "legend" | "table" | "more";

/** Modal sheets. */
export type DialogName = "embed" | "help";

/** The server's state, as last seen. */
export const connection = signal<Connection>("starting");
/** Seconds until the next attempt while offline. */
export const retryIn_s = signal(0);

/** The data set; null before the first answer. */
export const dataset = signal<Dataset | null>(null);
/** Every grid. */
export const grids = signal<Grid[]>([]);
/** The grids that statistics are shown for: those of the lowest tier down to `grid`. */
export const shownGrids = computed<Grid[]>(() => {
  const tier = ["grid", "community", "street"].find((name) => grids.value.some((grid) => grid.tier === name));
  return grids.value.filter((grid) => grid.tier === tier);
});
/** Every checkpoint. */
export const checkpoints = signal<Checkpoint[]>([]);

/** Switch and opacity by style. */
export const layers = signal<Record<string, LayerState>>({});
/** Areas that the risk style colours. */
export const areas = signal<Areas>("cells");

/** Where the map stands; null before it is drawn. */
export const view = signal<ViewState | null>(null);
/** Ground metres per screen pixel at the centre of the map. */
export const metresPerPixel = signal(0);
/** Position under the pointer. */
export const pointer = signal<{ lon: number; lat: number } | null>(null);
/** Tiles on their way. */
export const pendingTiles = signal(0);

/** The picked place. */
export const selection = signal<Selection | null>(null);

/** True on phones: panels become sheets. */
export const narrow = signal(matchMedia("(max-width: 900px)").matches);
/** Panels that are open. */
export const panels = signal<Record<PanelName, boolean>>({
  layers: !narrow.peek(),
  legend: !narrow.peek() && innerHeight >= 640,
  table: false,
  more: false,
});
/** The modal sheet that is open. */
export const dialog = signal<DialogName | null>(null);
/** A short message, shown for a few seconds. */
export const toast = signal("");

/** Styles of the layers that are on, lowest first. */
export const shownStyles = computed(() => {
  const styles = dataset.value?.styles ?? [];
  return drawingOrder(styles.map((style) => style.id)).filter((id) => layers.value[id]?.on);
});

/** Order from the ground up; a style that the page does not know lies on top. */
const GROUND_UP = ["risk", "cases", "streets", "honeycomb", "grids", "addresses", "checkpoints"];

/** Sorts style ids from the ground up. */
export function drawingOrder(ids: readonly string[]): string[] {
  const rank = (id: string): number => {
    const index = GROUND_UP.indexOf(id);
    return index < 0 ? GROUND_UP.length : index;
  };
  return [...ids].sort((a, b) => rank(a) - rank(b));
}

/** Layers of the first view, with their opacity. */
export const FIRST_LAYERS: Record<string, number> = { streets: 1, cases: 0.9, checkpoints: 1 };

/** Opacity of a layer that nobody has set. */
export const defaultOpacity = (id: string): number => (id === "risk" ? 0.7 : FIRST_LAYERS[id] ?? 1);

/** Switches a layer on or off. */
export function toggleLayer(id: string): void {
  const state = layers.value[id] ?? { on: false, opacity: defaultOpacity(id) };
  layers.value = { ...layers.value, [id]: { ...state, on: !state.on } };
}

/** Sets the opacity of a layer. */
export function setOpacity(id: string, opacity: number): void {
  const state = layers.value[id] ?? { on: true, opacity };
  layers.value = { ...layers.value, [id]: { ...state, opacity } };
}

/** Shows or hides a panel; on phones at most one is shown. */
export function togglePanel(name: PanelName, open = !panels.value[name]): void {
  const others = narrow.value
    ? { layers: false, legend: false, table: false, more: false }
    : { ...panels.value, more: false };
  panels.value = { ...others, [name]: open };
}

/** Closes the panels that would cover the place card on a phone. */
export function clearForCard(): void {
  if (narrow.value) panels.value = { layers: false, legend: false, table: false, more: false };
}

let toastTimer = 0;

/** Shows a short message. */
export function showToast(text: string): void {
  toast.value = text;
  clearTimeout(toastTimer);
  toastTimer = window.setTimeout(() => (toast.value = ""), 2600);
}
