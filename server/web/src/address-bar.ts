import { batch, computed, effect } from "@preact/signals";
import { lang, setLang } from "./i18n.ts";
import { readLink, writeLink, type LinkedLayer, type LinkState, type ViewState } from "./link.ts";
import { about, screen } from "./screen.ts";
import { chosenAreas, chosenBy, chosenTier, dataset, defaultOpacity, layers, selection, setLayers, shownStyles, view } from "./state.ts";
import { recall, remember } from "./storage.ts";

/** What the page opens with: the link, else the last visit. */
export function openingState(): LinkState {
  if (location.hash.length > 1) return readLink(location.hash);
  const last = readLink(recall("last") ?? "");
  delete last.lang;
  delete last.selected;
  delete last.screen;
  delete last.about;
  if (last.view && !isNear(last.view)) delete last.view;
  return last;
}

/** Whether a remembered view shows some of the data: the last visit may have been to other ones. */
function isNear({ lon, lat }: ViewState): boolean {
  const bounds = dataset.peek()?.bounds;
  if (!bounds) return true;
  const [west, south, east, north] = bounds;
  const inside = (value: number, low: number, high: number): boolean =>
    value >= low - (high - low) && value <= high + (high - low);
  return inside(lon, west, east) && inside(lat, south, north);
}

/** Sets screen, layers, areas and language from a link; the view and the place are the map's part once it is drawn. */
export function applyLink(link: LinkState): void {
  batch(() => {
    screen.value = link.screen ?? "map";
    about.value = link.about ?? {};
  });
  // the map reads its link when it is drawn, so until then the address stays as it is
  if (link.view && !view.peek() && screen.peek() !== "map") view.value = link.view;
  if (link.lang) setLang(link.lang);
  if (link.areas) chosenAreas.value = link.areas;
  if (link.tier) chosenTier.value = link.tier;
  if (link.by) chosenBy.value = link.by;
  if (link.layers) setLayers(layerStates(link.layers));
}

function layerStates(shown: LinkedLayer[]): typeof layers.value {
  return Object.fromEntries(shown.map(({ id, opacity }) => [id, { on: true, opacity }]));
}

const link = computed(() => {
  const shown = shownStyles.value.map((id) => ({
    id,
    opacity: layers.value[id]?.opacity ?? defaultOpacity(id),
  }));
  const state: LinkState = { screen: screen.value, about: about.value, layers: shown, lang: lang.value };
  if (chosenAreas.value) state.areas = chosenAreas.value;
  if (chosenTier.value) state.tier = chosenTier.value;
  if (chosenBy.value) state.by = chosenBy.value;
  if (view.value) state.view = view.value;
  const place = selection.value;
  if (place) state.selected = { lon: place.lon, lat: place.lat };
  return writeLink(state);
});

/** The full address of what is on the screen. */
export const currentLink = (): string => location.href.replace(/#.*$/, "") + link.peek();

/** Keeps the address bar and the memory of the last visit in step with the page. */
export function followAddressBar(onLink: (link: LinkState) => void): void {
  let timer = 0;
  let written = "";
  let known = location.hash;
  const write = (hash: string): void => {
    // another address may have been opened that the page has not been told of yet
    if (location.hash !== known) return;
    history.replaceState(null, "", hash);
    known = location.hash;
    remember("last", hash);
  };
  effect(() => {
    const hash = link.value;
    if (!view.value && screen.value === "map") return;
    const at = `${screen.value} ${Object.values(about.value).join(" ")}`;
    clearTimeout(timer);
    // a map that is dragged changes its address often, a screen only once
    if (at !== written) write(hash);
    else timer = window.setTimeout(() => write(hash), 200);
    written = at;
  });
  addEventListener("hashchange", () => {
    clearTimeout(timer);
    known = location.hash;
    const typed = readLink(location.hash);
    applyLink({ layers: shownStyles.peek().map((id) => ({ id, opacity: layers.peek()[id]?.opacity ?? 1 })), ...typed });
    if (screen.peek() === "map") onLink(typed);
  });
}
