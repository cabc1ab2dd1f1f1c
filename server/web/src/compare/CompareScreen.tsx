import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { JSX } from "preact";
import { suspectOffline } from "../connection.ts";
import { formatNumber } from "../format.ts";
import { lang } from "../i18n.ts";
import { sharedView } from "../map/GridMap.tsx";
import type { GridsShown } from "../map/grid-tiles.ts";
import { PlanBar } from "../plans/PlanBar.tsx";
import { followPlans, plans } from "../plans/store.ts";
import { comparePath, getSummary, type Comparison } from "../review/requests.ts";
import { about, replaceAbout } from "../screen.ts";
import { dataset } from "../state.ts";
import { Choice } from "../ui/parts.tsx";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { ChangeTable } from "./ChangeTable.tsx";
import { ChangeMaps, type Mode } from "./ChangeMaps.tsx";
import { t } from "./texts.ts";
import "./compare.css";

/** What is known of a comparison. */
interface Found {
  key: string;
  comparison: Comparison;
}

const planOf = (side: string): string | undefined => (side === "official" ? undefined : side);

/** The grids of a side of a comparison, as they were when it was made. */
const gridsOf = ({ key, comparison }: Found, side: string): GridsShown => ({ tier: comparison.tier, plan: planOf(side), state: key });

/** Two plans beside each other. */
export default function CompareScreen(): JSX.Element {
  useEffect(followPlans, []);
  const before = about.value.before ?? "official";
  const after = about.value.after ?? about.value.plan ?? "official";
  const found = useSignal<Found | null>(null);
  const error = useSignal<unknown>(null);
  const mode = useSignal<Mode>("side");
  const picked = useSignal<string | null>(null);
  const view = useMemo(sharedView, []);
  const key = `${before} ${after} ${dataset.value?.revision}`;
  const look = async (): Promise<void> => {
    error.value = null;
    try {
      const comparison = await getSummary(before, after);
      found.value = { key, comparison };
    } catch (caught) {
      error.value = caught;
      void suspectOffline();
    }
  };
  useEffect(() => {
    picked.value = null;
    if (before !== after) void look();
  }, [key]);
  const choose = (sides: { before?: string; after?: string }): void =>
    replaceAbout("compare", { before, after, ...(about.peek().plan ? { plan: about.peek().plan! } : {}), ...sides });
  const plan = plans.value?.find(({ id }) => id === (about.value.plan ?? (after === "official" ? before : after)));
  const shown = found.value?.key === key ? found.value : null;
  const summary = useComputed(() => shown?.comparison);
  return (
    <div class="compare">
      {plan && <PlanBar plan={plan} />}
      <div class="compare-body">
        <header class="compare-head">
          {!plan && <h2>{t("heading")}</h2>}
          <SideSelect label={t("before")} value={before} onChoose={(next) => choose({ before: next })} />
          <button type="button" class="button" onClick={() => choose({ before: after, after: before })}>⇄ {t("swap")}</button>
          <SideSelect label={t("after")} value={after} onChoose={(next) => choose({ after: next })} />
          <Choice<Mode> label={t("mode")} value={mode.value} onChange={(next) => (mode.value = next)}
            options={[{ id: "side", name: t("mode_side") }, { id: "swipe", name: t("mode_swipe") }]} />
        </header>
        {before === after && <p class="screen-note">{t("same")}</p>}
        {error.value !== null && <ProblemNote error={error.value} onRetry={() => void look()} />}
        {before !== after && !shown && error.value === null && <div class="skeleton" role="status" aria-label={t("looking")} />}
        {before !== after && shown && (
          <>
            <Sum comparison={shown.comparison} />
            <ChangeMaps mode={mode.value} before={gridsOf(shown, before)} after={gridsOf(shown, after)} grids={shown.comparison.grids} picked={picked} view={view} />
            {shown.comparison.grids.length > 0 && <ChangeTable grids={summary.value!.grids} after={after} picked={picked} files={<Files before={before} after={after} />} />}
          </>
        )}
      </div>
    </div>
  );
}

function SideSelect({ label, value, onChoose }: { label: string; value: string; onChoose: (side: string) => void }): JSX.Element {
  const known = (plans.value ?? []).filter((plan) => plan.fits === true || plan.id === value);
  return (
    <label class="side-select">
      <span>{label}</span>
      <select class="tier-select" value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        <option value="official">{t("official")}</option>
        {known.map(({ id, name }) => <option key={id} value={id}>{name || id}</option>)}
      </select>
    </label>
  );
}

function Sum({ comparison }: { comparison: Comparison }): JSX.Element {
  const { changed, unchanged, moved, reconciles } = comparison;
  const number = (value: number): string => formatNumber(value, lang.value);
  if (changed === 0) return <p class="compare-sum" role="status">{t("nothing")}</p>;
  return (
    <p class="compare-sum" role="status">
      <strong>{t("summary", { changed: number(changed), unchanged: number(unchanged), households: number(moved.households), residents: number(moved.residents) })}</strong>
      {reconciles && <span class="hint">✓ {t("reconciles")}</span>}
    </p>
  );
}

const Files = ({ before, after }: { before: string; after: string }): JSX.Element => (
  <div class="files">
    <a class="button" href={comparePath(before, after, "summary", "csv")} download>{t("file_csv")}</a>
    <a class="button" href={`${comparePath(before, after, "summary", "xlsx")}&lang=${lang.value}`} download>{t("file_xlsx")}</a>
    <a class="button" href={`${comparePath(before, after, "crosswalk", "xlsx")}&lang=${lang.value}`} download>{t("file_crosswalk")}</a>
  </div>
);
