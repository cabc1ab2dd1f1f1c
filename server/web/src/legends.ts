import { effect, signal } from "@preact/signals";
import { getLegend, type Choices, type Legend, type MapStyle } from "./api.ts";
import { suspectOffline } from "./connection.ts";
import { choicesOf, connection, dataset, shownStyles } from "./state.ts";

/** Legends by style and what is chosen about it; null while one is on its way or could not be loaded. */
const legends = signal<Record<string, Legend | "failed" | null>>({});

const put = (key: string, legend: Legend | "failed" | null): void => {
  legends.value = { ...legends.peek(), [key]: legend };
};

const keyOf = (style: MapStyle): string => `${style.id} ${Object.values(choicesOf(style)).join(" ")}`;

/** The legend of a style as it is drawn now. */
export const legendOf = (style: MapStyle): Legend | "failed" | null | undefined => legends.value[keyOf(style)];

/** Loads the legend of every layer that is on, again for each revision. */
export function followLegends(): void {
  let known = "";
  effect(() => {
    const current = dataset.value;
    if (!current || connection.value !== "online") return;
    const state = `${current.instance} ${current.revision}`;
    if (state !== known) legends.value = {};
    known = state;
    for (const style of current.styles) {
      if (!shownStyles.value.includes(style.id)) continue;
      const legend = legends.peek()[keyOf(style)];
      if (legend !== undefined && legend !== "failed") continue;
      put(keyOf(style), null);
      void load(style.id, keyOf(style), choicesOf(style));
    }
  });
}

async function load(style: string, key: string, choices: Choices): Promise<void> {
  try {
    put(key, await getLegend(style, choices));
  } catch {
    put(key, "failed");
    void suspectOffline();
  }
}
