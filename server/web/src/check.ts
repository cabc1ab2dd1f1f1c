import { effect, signal } from "@preact/signals";
import { getFaults, getLedger, LEDGER_KINDS, type Fault, type Faults, type LedgerEntry, type LedgerKind, type Portion } from "./api.ts";
import { askedLists, type Known } from "./asked.ts";
import type { Tier } from "./link.ts";
import { connection, dataset, panels, tier, tiers } from "./state.ts";

const faults = askedLists<Fault, Faults>();
const entries = askedLists<LedgerEntry, Portion<LedgerEntry>>();

/** The kind of faults that the list is narrowed to; null for all. */
export const faultKind = signal<string | null>(null);
/** The kind of ledger entries that is listed; null for none. */
export const ledgerKind = signal<LedgerKind | null>(null);
/** The fault that is marked on the map. */
export const marked = signal<Fault | null>(null);

const keyOf = (name: Tier, kind: string | null): string => `${name} ${kind ?? ""}`;

/** The faults of a tier, of one kind or of all. */
export const faultsOf = (name: Tier, kind: string | null = null): Known<Faults> => faults.of(keyOf(name, kind));
/** Fetches the faults behind those that are there. */
export const askMoreFaults = (name: Tier, kind: string | null): void => void faults.askMore(keyOf(name, kind));
/** The entries of the ledger of a tier of one kind. */
export const entriesOf = (name: Tier, kind: LedgerKind): Known<Portion<LedgerEntry>> => entries.of(keyOf(name, kind));
/** Fetches the entries behind those that are there. */
export const askMoreEntries = (name: Tier, kind: LedgerKind): void => void entries.askMore(keyOf(name, kind));

/** Asks for faults and ledger while the panel is open, again for each revision. */
export function followChecks(): void {
  let known = "";
  effect(() => {
    const current = dataset.value;
    if (!current || connection.value !== "online" || !panels.value.check || tiers.value.length === 0) return;
    const state = `${current.instance} ${current.revision}`;
    if (state !== known) {
      faults.clear();
      entries.clear();
      marked.value = null;
    }
    known = state;
    const shown = tier.value;
    // The shown tier first: the others may take the server a while.
    for (const name of [shown, ...tiers.value]) void faults.ask(keyOf(name, null), () => getFaults(name, null));
    const kind = faultKind.value;
    if (kind) void faults.ask(keyOf(shown, kind), () => getFaults(shown, kind));
    for (const of of LEDGER_KINDS) void entries.ask(keyOf(shown, of), () => getLedger(shown, of));
  });
}
