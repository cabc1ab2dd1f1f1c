import { computed, signal } from "@preact/signals";
import type { Cell, Checkpoint, Choices, Dataset, Grid, Located, MapStyle, Neighbour, Outlined } from "./api.ts";
import { lang } from "./i18n.ts";
import { theme } from "./theme.ts";
import { TIERS, type Areas, type LoadBy, type Tier, type ViewState } from "./link.ts";

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
  /** The grids that hold the place, from large to small. */
  chain: Outlined<Grid>[];
  cells: Outlined<Cell>[];
  checkpoint: Neighbour | null;
  address: Neighbour | null;
}

/** The grid of a place that the page is about: that of the tier, else the smallest. */
export const shownOf = ({ chain }: Place, name: Tier): Outlined<Grid> | undefined =>
  chain.find((grid) => grid.tier === name) ?? chain.at(-1);

/** A place that was picked, and how far its look-up is. */
export interface Selection {
  lon: number;
  lat: number;
  status: "loading" | "ready" | "failed";
  place: Place | null;
}

/** Panels that can be shown or hidden. */
export type PanelName = "layers" | "legend" | "table" | "check" | "more";

/** Modal sheets. */
export type DialogName = "embed" | "help" | "who";

/** The server's state, as last seen. */
export const connection = signal<Connection>("starting");
/** Seconds until the next attempt while offline. */
export const retryIn_s = signal(0);

/** The data set; null before the first answer. */
export const dataset = signal<Dataset | null>(null);
/** Every checkpoint; null before somebody wants to see them. */
export const checkpoints = signal<Checkpoint[] | null>(null);

/** The tier that the reader chose, if it was. */
export const chosenTier = signal<Tier | null>(null);
/** The tiers that have grids, from large to small. */
export const tiers = computed<Tier[]>(() => {
  const stored = dataset.value?.tiers ?? [];
  return TIERS.filter((name) => stored.some(({ tier }) => tier === name));
});
/** The tier that outlines, colours, table and card are about: that of the grids, unless another was chosen. */
export const tier = computed<Tier>(() => {
  const chosen = chosenTier.value;
  if (chosen && tiers.value.includes(chosen)) return chosen;
  return (["grid", "community", "street", "micro"] as const).find((name) => tiers.value.includes(name)) ?? "grid";
});
/** How many areas the shown tier has. */
export const tierAreas = (name: Tier): number => dataset.value?.tiers.find((row) => row.tier === name)?.areas ?? 0;

/** Switch and opacity by style; null before a link, the last visit or the data set says which are on. */
const chosenLayers = signal<Record<string, LayerState> | null>(null);
/** Switch and opacity by style. */
export const layers = computed<Record<string, LayerState>>(
  () => chosenLayers.value ?? (dataset.value ? firstLayers(dataset.value) : {}),
);
/** Sets switches and opacities. */
export const setLayers = (next: Record<string, LayerState>): void => {
  chosenLayers.value = next;
};
/** The areas that the reader chose to colour, if they were. */
export const chosenAreas = signal<Areas | null>(null);
/** Areas that the risk style colours: a honeycomb where it covers all of the ground. */
export const areas = computed<Areas>(() => {
  if (chosenAreas.value) return chosenAreas.value;
  const top = tiers.value[0];
  const covered = (dataset.value?.layers.length ?? 0) > 0 && (top === undefined || tierAreas(top) === 1);
  return covered ? "cells" : "grids";
});

/** The measure of load that the reader chose, if it was. */
export const chosenBy = signal<LoadBy | null>(null);
/** What the load of a grid is measured by. */
export const loadBy = computed<LoadBy>(() => chosenBy.value ?? "households");

/** The style whose labels are in the language of the page. */
const LABELS = "labels";

/** How a style is drawn now: what can be chosen about it. */
export const choicesOf = ({ id, options }: MapStyle): Choices => ({
  areas: options.areas ? areas.value : null,
  tier: options.tier ? tier.value : null,
  by: options.by ? loadBy.value : null,
  labels: id === LABELS ? lang.value : null,
  theme: theme.value === "dark" ? "dark" : null,
});

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
  check: false,
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
const GROUND_UP = [
  "risk", "counts", "fifths", "rates", "coverage", "kcover", "vacancies", "load", "cases", "intensity", "streets",
  "honeycomb", "grids", "change", "addresses", "checkpoints", "defects", "labels",
];

/** Sorts style ids from the ground up. */
export function drawingOrder(ids: readonly string[]): string[] {
  const rank = (id: string): number => {
    const index = GROUND_UP.indexOf(id);
    return index < 0 ? GROUND_UP.length : index;
  };
  return [...ids].sort((a, b) => rank(a) - rank(b));
}

/** Layers of the first view, with their opacity. */
const FIRST_LAYERS: Record<string, number> = { streets: 1, cases: 0.9, checkpoints: 1 };

/** Checkpoints that a first view can show without hiding what lies below them. */
const FEW_CHECKPOINTS = 500;

/** The layers of a first view: of many checkpoints, none. */
const firstLayers = (current: Dataset): Record<string, LayerState> =>
  Object.fromEntries(
    Object.entries(FIRST_LAYERS)
      .filter(([id]) => id !== "checkpoints" || (current.totals["checkpoints"] ?? 0) <= FEW_CHECKPOINTS)
      .map(([id, opacity]) => [id, { on: true, opacity }]),
  );

/** Layers that cover all ground. */
const OVER_GROUND = new Set(["risk", "counts", "fifths", "rates", "coverage", "kcover", "vacancies", "load"]);

/** Opacity of a layer that nobody has set. */
export const defaultOpacity = (id: string): number => (OVER_GROUND.has(id) ? 0.7 : FIRST_LAYERS[id] ?? 1);

/** Switches a layer on or off. */
export function toggleLayer(id: string): void {
  const state = layers.value[id] ?? { on: false, opacity: defaultOpacity(id) };
  setLayers({ ...layers.value, [id]: { ...state, on: !state.on } });
}

/** Sets the opacity of a layer. */
export function setOpacity(id: string, opacity: number): void {
  const state = layers.value[id] ?? { on: true, opacity };
  setLayers({ ...layers.value, [id]: { ...state, opacity } });
}

const ALL_CLOSED = { layers: false, legend: false, table: false, check: false, more: false };
/** Panels that stand in the same place, so that one closes the other. */
const RIVALS: Partial<Record<PanelName, PanelName>> = { layers: "check", check: "layers" };

/** Shows or hides a panel; on phones at most one is shown. */
export function togglePanel(name: PanelName, open = !panels.value[name]): void {
  const others = narrow.value ? { ...ALL_CLOSED } : { ...panels.value, more: false };
  const rival = RIVALS[name];
  if (open && rival) others[rival] = false;
  panels.value = { ...others, [name]: open };
}

/** Closes the panels that would cover the place card on a phone. */
export function clearForCard(): void {
  if (narrow.value) panels.value = { ...ALL_CLOSED };
}

/** Switches a layer on, if it is not. */
export function showLayer(id: string): void {
  if (!layers.value[id]?.on) toggleLayer(id);
}

let toastTimer = 0;

/** Shows a short message. */
export function showToast(text: string): void {
  toast.value = text;
  clearTimeout(toastTimer);
  toastTimer = window.setTimeout(() => (toast.value = ""), 2600);
}
