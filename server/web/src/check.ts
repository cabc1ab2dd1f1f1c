import { effect, signal } from "@preact/signals";
import { getFaults, getNext, type Fault, type Faults } from "./api.ts";
import { suspectOffline } from "./connection.ts";
import type { Tier } from "./link.ts";
import { connection, dataset, panels, tier, tiers } from "./state.ts";

/** What is known of the faults of a tier and kind; absent before it was asked for. */
type Known = Faults | "asked" | "failed";

const reports = signal<Record<string, Known>>({});

/** The kind that the list is narrowed to; null for all. */
export const faultKind = signal<string | null>(null);
/** The fault that is marked on the map. */
export const marked = signal<Fault | null>(null);

const keyOf = (name: Tier, kind: string | null): string => `${name} ${kind ?? ""}`;
const put = (key: string, known: Known): void => {
  reports.value = { ...reports.peek(), [key]: known };
};

/** The faults of a tier, of one kind or of all. */
export const faultsOf = (name: Tier, kind: string | null = null): Known | undefined => reports.value[keyOf(name, kind)];

/** Asks for the faults of every tier while the panel is open, again for each revision. */
export function followFaults(): void {
  let known = "";
  effect(() => {
    const current = dataset.value;
    if (!current || connection.value !== "online" || !panels.value.check) return;
    const state = `${current.instance} ${current.revision}`;
    if (state !== known) {
      reports.value = {};
      marked.value = null;
    }
    known = state;
    // The shown tier first: the others may take the server a while.
    for (const name of [tier.value, ...tiers.value]) void ask(name, null);
    if (faultKind.value) void ask(tier.value, faultKind.value);
  });
}

async function ask(name: Tier, kind: string | null): Promise<void> {
  const key = keyOf(name, kind);
  const known = reports.peek()[key];
  if (known !== undefined && known !== "failed") return;
  put(key, "asked");
  try {
    put(key, await getFaults(name, kind));
  } catch {
    put(key, "failed");
    void suspectOffline();
  }
}

/** Fetches the faults behind those that are there. */
export async function askMoreFaults(name: Tier, kind: string | null): Promise<void> {
  const key = keyOf(name, kind);
  const known = reports.peek()[key];
  if (!known || known === "asked" || known === "failed" || !known.next) return;
  try {
    const more = await getNext<Faults>(known.next);
    if (reports.peek()[key] === known) put(key, { ...more, items: [...known.items, ...more.items] });
  } catch {
    void suspectOffline();
  }
}
