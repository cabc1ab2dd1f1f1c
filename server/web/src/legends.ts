import { effect, signal } from "@preact/signals";
import { getLegend, type Legend } from "./api.ts";
import { suspectOffline } from "./connection.ts";
import { connection, dataset, shownStyles } from "./state.ts";

/** Legends by style; null while one is on its way or could not be loaded. */
export const legends = signal<Record<string, Legend | "failed" | null>>({});

const put = (style: string, legend: Legend | "failed" | null): void => {
  legends.value = { ...legends.peek(), [style]: legend };
};

/** Loads the legend of every layer that is on, again for each revision. */
export function followLegends(): void {
  let hash = "";
  effect(() => {
    const current = dataset.value;
    if (!current || connection.value !== "online") return;
    if (current.content_hash !== hash) legends.value = {};
    hash = current.content_hash;
    for (const style of shownStyles.value) {
      const known = legends.peek()[style];
      if (known !== undefined && known !== "failed") continue;
      put(style, null);
      void load(style);
    }
  });
}

async function load(style: string): Promise<void> {
  try {
    put(style, await getLegend(style));
  } catch {
    put(style, "failed");
    void suspectOffline();
  }
}
