import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { JSX } from "preact";
import { getGrids, type Grid } from "../api.ts";
import { suspectOffline } from "../connection.ts";
import { formatNumber } from "../format.ts";
import { lang, tName } from "../i18n.ts";
import { dataset } from "../state.ts";
import { Choice } from "../ui/parts.tsx";
import { isSearching, search, startSearch } from "./store.ts";
import type { Order } from "./requests.ts";
import { t } from "./texts.ts";

type Work = "households" | "residents" | "minutes";
const WORKS: readonly Work[] = ["households", "residents", "minutes"];
/** Minutes of one visit to a household that a task begins with. */
const VISIT_MINUTES = 3;
/** How far from the median a first band reaches. */
const FIRST_TOLERANCE = 0.2;

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};

/** What is asked of the grids. */
export function BandForm({ plan }: { plan: string | undefined }): JSX.Element {
  const work = useSignal<Work>("households");
  const low = useSignal("");
  const high = useSignal("");
  const parent = useSignal("");
  const count = useSignal(true);
  const fresh = useSignal(false);
  const frontier = useSignal(true);
  const seed = useSignal("1");
  const rounds = useSignal("4");
  const cap = { households: useSignal(""), residents: useSignal("") };
  const today = useSignal<{ grids: Grid[]; parents: Grid[] } | null>(null);
  useEffect(() => {
    Promise.all([getGrids({ tier: "grid", limit: 10_000 }), getGrids({ tier: "community", limit: 1_000 }), getGrids({ tier: "street", limit: 500 })])
      .then(([grids, communities, streets]) => (today.value = { grids: grids.items, parents: [...streets.items, ...communities.items] }))
      .catch(() => void suspectOffline());
  }, [dataset.value?.revision]);
  const loads = (today.value?.grids ?? []).map((grid) => (work.value === "residents" ? grid.residents : grid.households * (work.value === "minutes" ? VISIT_MINUTES : 1)));
  const middle = median(loads);
  useEffect(() => {
    if (middle === 0) return;
    low.value = String(Math.round(middle * (1 - FIRST_TOLERANCE)));
    high.value = String(Math.round(middle * (1 + FIRST_TOLERANCE)));
  }, [middle]);
  const wrong = low.value !== "" && high.value !== "" && Number(low.value) > Number(high.value);
  const current = search.value;
  const start = (event: Event): void => {
    event.preventDefault();
    if (wrong) return;
    const weights = { households: 0, residents: 0, minutes: 0, [work.value]: work.value === "minutes" ? VISIT_MINUTES : 1 };
    const caps = Object.fromEntries(Object.entries(cap).flatMap(([name, held]) => (held.value ? [[name, Number(held.value)]] : [])));
    const order: Order = {
      band: { low: Number(low.value), high: Number(high.value) },
      work: weights, caps, keep_count: !count.value, fresh: fresh.value, frontier: frontier.value,
      seed: Number(seed.value), rounds: Number(rounds.value),
      ...(parent.value ? { parents: [parent.value] } : {}), ...(plan ? { plan } : {}),
    };
    void startSearch(order);
  };
  return (
    <form class="form" onSubmit={start} aria-label={t("task")}>
      <div class="field">
        <span>{t("work")}</span>
        <Choice<Work> label={t("work")} value={work.value} onChange={(next) => (work.value = next)} options={WORKS.map((id) => ({ id, name: t(`work_${id}`) }))} />
        {work.value === "minutes" && <small>{t("work_minutes_help")}: {VISIT_MINUTES}</small>}
      </div>
      <fieldset class="band">
        <legend>{t("band")}</legend>
        <NumberField label={t("low")} held={low} />
        <NumberField label={t("high")} held={high} />
        <small role={wrong ? "alert" : undefined}>{wrong ? t("band_wrong") : t("band_help", { median: formatNumber(middle, lang.value) })}</small>
      </fieldset>
      <label class="field">
        <span>{t("scope")}</span>
        <select value={parent.value} onChange={(event) => (parent.value = event.currentTarget.value)}>
          <option value="">{t("scope_all")}</option>
          {today.value?.parents.map(({ code, name, tier }) => <option key={code} value={code}>{tName("tier", tier)} · {name}</option>)}
        </select>
      </label>
      <div class="field">
        <span>{t("may")}</span>
        <Check label={t("may_count")} held={count} />
        <Check label={t("may_fresh")} held={fresh} />
        <Check label={t("frontier")} held={frontier} />
        <small>{t("locks_help")}</small>
      </div>
      <details>
        <summary>{t("expert")}</summary>
        <NumberField label={t("cap_households")} held={cap.households} optional />
        <NumberField label={t("cap_residents")} held={cap.residents} optional />
        <NumberField label={t("seed")} held={seed} />
        <small class="hint">{t("seed_help")}</small>
        <NumberField label={t("rounds")} held={rounds} />
      </details>
      <button type="submit" class="button primary" disabled={wrong || !low.value || !high.value || (current !== null && isSearching(current))}>
        {t(current ? "start_again" : "start")}
      </button>
    </form>
  );
}

interface Held<T> {
  value: T;
}

const NumberField = ({ label, held, optional = false }: { label: string; held: Held<string>; optional?: boolean }): JSX.Element => (
  <label class="field">
    <span>{label}</span>
    <input type="number" min={0} max={1_000_000_000} step={1} required={!optional} value={held.value} onInput={(event) => (held.value = event.currentTarget.value)} />
  </label>
);

const Check = ({ label, held }: { label: string; held: Held<boolean> }): JSX.Element => (
  <label class="check-line">
    <input type="checkbox" checked={held.value} onChange={(event) => (held.value = event.currentTarget.checked)} />
    <span>{label}</span>
  </label>
);
