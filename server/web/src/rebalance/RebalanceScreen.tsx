import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { JSX } from "preact";
import { about } from "../screen.ts";
import { PlanBar } from "../plans/PlanBar.tsx";
import { followPlans, plans } from "../plans/store.ts";
import { ApiError } from "../requests.ts";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { BandForm } from "./BandForm.tsx";
import { Outcome } from "./Outcome.tsx";
import type { Search } from "./requests.ts";
import { breakOff, isSearching, resumeSearch, search, searchError } from "./store.ts";
import { t } from "./texts.ts";
import { formatNumber } from "../format.ts";
import { lang, t as say } from "../i18n.ts";
import "./rebalance.css";

/** Searches for a plan that meets a band of work. */
export default function RebalanceScreen(): JSX.Element {
  useEffect(followPlans, []);
  const linked = about.value.search;
  useEffect(() => {
    if (linked && search.peek()?.id !== linked) void resumeSearch(linked);
  }, [linked]);
  const id = about.value.plan;
  const plan = plans.value?.find((known) => known.id === id);
  const current = search.value;
  const picked = useSignal<string | null>(null);
  const lost = searchError.value instanceof ApiError && searchError.value.status === 404;
  return (
    <div class="rebalance">
      {plan && <PlanBar plan={plan} />}
      <div class="rebalance-body">
        <aside class="panel sheet task">
          {!plan && <><h2>{t("heading")}</h2><p class="tag">{t("official")}</p></>}
          <p class="hint">{t("intro")}</p>
          <BandForm plan={id} />
        </aside>
        <div class="outcome">
          {searchError.value !== null && (lost ? <p class="problem" role="alert">{t("lost")}</p> : <ProblemNote error={searchError.value} />)}
          {!current && searchError.value === null && <p class="screen-note">{t("none_yet")}</p>}
          {current && <Progress search={current} />}
          {current?.problem && <p class="problem" role="alert" lang="en">{current.problem.detail}</p>}
          {current?.feasibility && <Feasibility search={current} />}
          {current?.summary && <Outcome search={current} summary={current.summary} picked={picked} />}
        </div>
      </div>
    </div>
  );
}

function Progress({ search: current }: { search: Search }): JSX.Element | null {
  const { progress, state } = current;
  const number = (value: number): string => formatNumber(value, lang.value);
  if (!isSearching(current) && state !== "stopped") return null;
  const all = progress?.all ?? 0;
  const done = Math.min(all, progress?.parents ?? 0);
  return (
    <section class="panel sheet work">
      <div role="status"><h3>{t(state === "stopped" && !current.summary ? "stopped_early" : `state_${state}`)}</h3></div>
      {isSearching(current) && (
        <>
          <progress {...(all > 0 ? { value: done } : {})} max={Math.max(1, all)} aria-label={t(`state_${state}`)} />
          <p class="hint work-figures">
            {all > 0 && <span>{t("progress", { done: number(done), all: number(all) })}</span>}
            {state === "searching" && progress && <span>{t("live", { outside: number(progress.outside), moved: number(progress.moved_households) })}</span>}
          </p>
          <div class="form-end">
            <button type="button" class="button" disabled={state === "stopping" || state === "drafting"} onClick={() => void breakOff()}>{say("cancel")}</button>
          </div>
        </>
      )}
    </section>
  );
}

function Feasibility({ search: { feasibility } }: { search: Search }): JSX.Element | null {
  if (!feasibility) return null;
  const { parents, infeasible, first_infeasible } = feasibility;
  if (infeasible === 0) return <p class="feasible good">{t("feasible", { n: parents })}</p>;
  return (
    <details class="feasible bad" open>
      <summary>{t("infeasible", { n: infeasible, all: parents })}</summary>
      <p>{t("infeasible_help")}</p>
      <ul>
        {first_infeasible.map(({ parent, because }) => <li key={parent}><code>{parent}</code> <span lang="en">{because.join("; ")}</span></li>)}
      </ul>
    </details>
  );
}
