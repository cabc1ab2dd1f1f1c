import { computed, effect } from "@preact/signals";
import { lang, setLang } from "./i18n.ts";
import { readLink, writeLink, type LinkedLayer, type LinkState, type ViewState } from "./link.ts";
import { chosenAreas, chosenBy, chosenTier, dataset, defaultOpacity, layers, selection, setLayers, shownStyles, view } from "./state.ts";
import { recall, remember } from "./storage.ts";

/** What the page opens with: the link, else the last visit. */
export function openingState(): LinkState {
  if (location.hash.length > 1) return readLink(location.hash);
  const last = readLink(recall("last") ?? "");
  delete last.lang;
  delete last.selected;
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

/** Sets layers, areas and language from a link; the view and the place are the map's part. */
export function applyLink(link: LinkState): void {
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
  const state: LinkState = { layers: shown, lang: lang.value };
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
  effect(() => {
    const hash = link.value;
    if (!view.value) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      history.replaceState(null, "", hash);
      remember("last", hash);
    }, 200);
  });
  addEventListener("hashchange", () => {
    clearTimeout(timer);
    const typed = readLink(location.hash);
    applyLink({ layers: shownStyles.peek().map((id) => ({ id, opacity: layers.peek()[id]?.opacity ?? 1 })), ...typed });
    onLink(typed);
  });
}
