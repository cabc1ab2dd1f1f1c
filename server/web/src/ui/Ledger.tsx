import type { JSX } from "preact";
import { LEDGER_KINDS, type LedgerEntry, type LedgerKind } from "../api.ts";
import { listOf } from "../asked.ts";
import { askMoreEntries, entriesOf, ledgerKind } from "../check.ts";
import { formatDistance, formatNumber } from "../format.ts";
import { goToPoint } from "../go.ts";
import { lang, t, tName } from "../i18n.ts";
import { tier } from "../state.ts";

/** Addresses that count nowhere, and what had to be decided about others, for the shown tier. */
export function Ledger(): JSX.Element {
  const shown = tier.value;
  const kinds = LEDGER_KINDS.filter((kind) => (listOf(entriesOf(shown, kind))?.items.length ?? 0) > 0);
  const all = LEDGER_KINDS.map((kind) => entriesOf(shown, kind));
  const kind = kinds.find((name) => name === ledgerKind.value);
  const list = kind ? listOf(entriesOf(shown, kind)) : null;
  return (
    <section class="ledger" aria-labelledby="ledger-title">
      <h3 id="ledger-title">{t("ledger")}</h3>
      {all.some((known) => known === "failed") && <p class="hint">{t("table_failed")}</p>}
      {all.every((known) => listOf(known)) && kinds.length === 0 && <p class="proof">{t("ledger_empty")}</p>}
      <div class="kinds" role="group" aria-label={t("check_kinds")}>
        {kinds.map((name) => (
          <button key={name} type="button" class={name === "unlocated" ? "kind breaking" : "kind"} aria-pressed={kind === name}
            onClick={() => (ledgerKind.value = kind === name ? null : name)}>
            {tName("ledger", name)} <b>{amountOf(name)}</b>
          </button>
        ))}
      </div>
      <ol class="faults">
        {(list?.items ?? []).map((entry) => (
          <li key={`${entry.kind} ${entry.address}`}>
            <EntryRow entry={entry} />
          </li>
        ))}
      </ol>
      {kind && list?.next && (
        <button type="button" class="button wide" onClick={() => askMoreEntries(shown, kind)}>{t("show_more")}</button>
      )}
    </section>
  );
}

/** How many entries there are; with a plus when more are to come. */
function amountOf(kind: LedgerKind): string {
  const list = listOf(entriesOf(tier.value, kind));
  const n = formatNumber(list?.total ?? list?.items.length ?? 0, lang.value);
  return list?.next && list.total === undefined ? `${n}+` : n;
}

function EntryRow({ entry }: { entry: LedgerEntry }): JSX.Element {
  const aside = entry.distance_m ?? null;
  return (
    <button type="button" class="fault" onClick={() => goToPoint(entry)}>
      <span class="fault-name">{entry.kind === "scattered" ? (entry.building ?? entry.address) : entry.address}</span>
      <span class="fault-size">{aside === null ? "" : formatDistance(aside, lang.value)}</span>
      <span class="fault-codes">{noteOf(entry)}</span>
    </button>
  );
}

/** What was decided, in a line. */
function noteOf({ kind, reason, stated, found, counted, winner, addresses, building }: LedgerEntry): string {
  const none = t("ledger_nowhere");
  if (kind === "unlocated") return [reason && tName("reason", reason), stated].filter(Boolean).join(" · ");
  if (kind === "conflict") {
    const values = { stated: stated ?? none, found: found ?? none };
    return t(winner === "code" ? "ledger_code_wins" : "ledger_point_wins", values);
  }
  if (kind === "scattered") return t("ledger_addresses", { n: formatNumber(addresses ?? 0, lang.value) });
  if (kind === "moved") return `${building ?? ""} · ${found ?? none} → ${counted ?? none}`;
  return stated ?? "";
}
