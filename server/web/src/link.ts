import type { Lang } from "./i18n/text.ts";

/** Which areas the risk style colours. */
export type Areas = "cells" | "grids";

/** Level of a grid, from large to small. */
export type Tier = "street" | "community" | "grid" | "micro";

/** What the load of a grid is measured by. */
export type LoadBy = "households" | "residents" | "addresses";

/** All measures of load. */
export const LOADS: readonly LoadBy[] = ["households", "residents", "addresses"];

/** All tiers, from large to small. */
export const TIERS: readonly Tier[] = ["street", "community", "grid", "micro"];

/** Centre and zoom of the map. */
export interface ViewState {
  lon: number;
  lat: number;
  zoom: number;
}

/** A layer that is on, with its opacity from 0 to 1. */
export interface LinkedLayer {
  id: string;
  opacity: number;
}

/** The screens of the page. */
export const SCREENS = ["map", "welcome", "plans", "edit", "rebalance", "review", "compare", "responsibility", "import", "counts"] as const;
/** A screen. */
export type ScreenName = (typeof SCREENS)[number];

/** What a screen can be about: a plan, the two plans of a comparison, the job of an import, a search, grids, a part of it. */
export const ABOUT = ["plan", "before", "after", "job", "search", "grids", "part"] as const;
/** What the screen is about. */
export type About = Partial<Record<(typeof ABOUT)[number], string>>;

/** Longest text of what a screen is about: the codes of some eighty grids. */
const ABOUT_CHARS_MAX = 1_600;

/** Everything that a link can carry; what is absent keeps its default. */
export interface LinkState {
  screen?: ScreenName;
  about?: About;
  view?: ViewState;
  layers?: LinkedLayer[];
  areas?: Areas;
  tier?: Tier;
  by?: LoadBy;
  lang?: Lang;
  selected?: { lon: number; lat: number };
}

/** Writes the state as a URL hash: `#screen=…&plan=…&map=zoom/lat/lon&layers=a,b:60&areas=…&tier=…&by=…&lang=…&at=lat/lon`. */
export function writeLink(state: LinkState): string {
  const parts: string[] = [];
  const { screen, about = {}, view, layers, areas, tier, by, lang, selected } = state;
  if (screen && screen !== "map") parts.push(`screen=${screen}`);
  for (const name of ABOUT) {
    if (about[name]) parts.push(`${name}=${encodeURIComponent(about[name])}`);
  }
  if (view) {
    const zoom = Number(view.zoom.toFixed(2));
    parts.push(`map=${zoom}/${view.lat.toFixed(6)}/${view.lon.toFixed(6)}`);
  }
  if (layers) {
    const write = ({ id, opacity }: LinkedLayer): string =>
      opacity >= 1 ? id : `${id}:${Math.round(opacity * 100)}`;
    parts.push(`layers=${layers.map(write).join(",")}`);
  }
  if (areas) parts.push(`areas=${areas}`);
  if (tier) parts.push(`tier=${tier}`);
  if (by) parts.push(`by=${by}`);
  if (lang) parts.push(`lang=${lang}`);
  if (selected) parts.push(`at=${selected.lat.toFixed(7)}/${selected.lon.toFixed(7)}`);
  return `#${parts.join("&")}`;
}

/** Reads a URL hash; parts that do not parse are left out. */
export function readLink(hash: string): LinkState {
  const params = new URLSearchParams(hash.replace(/^#/, ""));
  const state: LinkState = {};
  const screen = SCREENS.find((name) => name === params.get("screen"));
  if (screen) state.screen = screen;
  const about = readAbout(params);
  if (Object.keys(about).length > 0) state.about = about;
  const view = readNumbers(params.get("map"), 3);
  if (view && isPosition(view[2]!, view[1]!) && view[0]! >= 0 && view[0]! <= 28) {
    state.view = { zoom: view[0]!, lat: view[1]!, lon: view[2]! };
  }
  const layers = params.get("layers");
  if (layers !== null) state.layers = readLayers(layers);
  const areas = params.get("areas");
  if (areas === "cells" || areas === "grids") state.areas = areas;
  const tier = TIERS.find((name) => name === params.get("tier"));
  if (tier) state.tier = tier;
  const by = LOADS.find((name) => name === params.get("by"));
  if (by) state.by = by;
  const lang = params.get("lang");
  if (lang === "zh" || lang === "en") state.lang = lang;
  const at = readNumbers(params.get("at"), 2);
  if (at && isPosition(at[1]!, at[0]!)) state.selected = { lat: at[0]!, lon: at[1]! };
  return state;
}

function readAbout(params: URLSearchParams): About {
  const about: About = {};
  for (const name of ABOUT) {
    const text = params.get(name);
    if (text && text.length <= ABOUT_CHARS_MAX) about[name] = text;
  }
  return about;
}

function readLayers(text: string): LinkedLayer[] {
  const layers: LinkedLayer[] = [];
  for (const part of text.split(",")) {
    const match = /^([a-z][a-z0-9_-]*)(?::(\d{1,3}))?$/.exec(part);
    if (!match || layers.some((layer) => layer.id === match[1])) continue;
    const percent = Math.min(100, Number(match[2] ?? 100));
    layers.push({ id: match[1]!, opacity: percent / 100 });
  }
  return layers;
}

function readNumbers(text: string | null, count: number): number[] | null {
  if (!text) return null;
  const numbers = text.split("/").map((part) => (part.trim() === "" ? NaN : Number(part)));
  return numbers.length === count && numbers.every(Number.isFinite) ? numbers : null;
}

const isPosition = (lon: number, lat: number): boolean =>
  Math.abs(lon) <= 180 && Math.abs(lat) <= 85.06;
