import { useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { JSX } from "preact";
import { formatNumber } from "../format.ts";
import { lang } from "../i18n.ts";
import { dataset } from "../state.ts";
import { Choice } from "../ui/parts.tsx";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { NewPlanDialog } from "./NewPlanDialog.tsx";
import { PlanTable } from "./PlanTable.tsx";
import type { Plan } from "./requests.ts";
import { followPlans, matches, passes, plans, plansError, refreshPlans, type PlanFilter } from "./store.ts";
import { t } from "./texts.ts";
import { WithdrawDialog } from "./WithdrawDialog.tsx";
import "./plans.css";

const FILTERS: readonly PlanFilter[] = ["open", "in-force", "closed", "all"];

/** The list of plans, and the way to a new one. */
export default function PlansScreen(): JSX.Element {
  useEffect(followPlans, []);
  const filter = useSignal<PlanFilter>("open");
  const words = useSignal("");
  const begun = useSignal<{ from?: Plan } | null>(null);
  const withdrawn = useSignal<Plan | null>(null);
  const shown = useComputed(() =>
    (plans.value ?? []).filter((plan) => passes(plan, filter.value) && matches(plan, words.value.trim())),
  );
  const all = plans.value;
  return (
    <div class="screen-page plans">
      <header>
        <h2>{t("heading")}</h2>
        <p>{t("intro")}</p>
        <button type="button" class="button primary" onClick={() => (begun.value = {})}>{t("new_plan")}</button>
      </header>
      <Official />
      {plansError.value !== null && <ProblemNote error={plansError.value} onRetry={() => void refreshPlans()} />}
      {all === null && plansError.value === null && <div class="skeleton" role="status" aria-label={t("table")} />}
      {all?.length === 0 && <FirstPlan onBegin={() => (begun.value = {})} />}
      {all !== null && all.length > 0 && (
        <section class="panel sheet" aria-label={t("table")}>
          <div class="list-head">
            <Choice<PlanFilter> label={t("filter")} value={filter.value} onChange={(next) => (filter.value = next)}
              options={FILTERS.map((id) => ({ id, name: `${t(`filter_${id}`)} ${all.filter((plan) => passes(plan, id)).length}` }))} />
            <input type="search" class="filter" placeholder={t("find")} aria-label={t("find")} value={words.value}
              onInput={(event) => (words.value = event.currentTarget.value)} />
          </div>
          <PlanTable plans={shown.value} onDuplicate={(from) => (begun.value = { from })} onWithdraw={(plan) => (withdrawn.value = plan)} />
        </section>
      )}
      {begun.value && <NewPlanDialog from={begun.value.from} onClose={() => (begun.value = null)} />}
      {withdrawn.value && <WithdrawDialog plan={withdrawn.value} onClose={() => (withdrawn.value = null)} />}
    </div>
  );
}

/** What is in force. */
function Official(): JSX.Element | null {
  const current = dataset.value;
  if (!current) return null;
  const tier = current.tiers.find((row) => row.tier === "grid") ?? current.tiers.at(-1);
  const number = (value = 0): string => formatNumber(value, lang.value);
  return (
    <section class="official" aria-label={t("official")}>
      <strong>{t("official")}</strong>
      <span>
        {t("official_note", { n: current.revision, grids: number(tier?.areas), households: number(current.totals["households"]) })}
      </span>
    </section>
  );
}

const FirstPlan = ({ onBegin }: { onBegin: () => void }): JSX.Element => (
  <div class="screen-note">
    <h3>{t("empty")}</h3>
    <p>{t("empty_help")}</p>
    <button type="button" class="button primary" onClick={onBegin}>{t("from_official")}</button>
  </div>
);
