import { useEffect } from "preact/hooks";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { PlanBar } from "../plans/PlanBar.tsx";
import { plans, followPlans } from "../plans/store.ts";
import { about, openScreen } from "../screen.ts";
import { dataset } from "../state.ts";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { ActsPanel } from "./ActsPanel.tsx";
import { ChecksPanel, type Spot } from "./ChecksPanel.tsx";
import { ImpactPanel } from "./ImpactPanel.tsx";
import { LifeLine } from "./LifeLine.tsx";
import { ReviewMap } from "./ReviewMap.tsx";
import { StepList } from "./StepList.tsx";
import { look, looked, problem } from "./review.ts";
import { t } from "./texts.ts";
import "./review.css";

/** Proves a plan, hands it in, has it approved and puts it in force. */
export default function ReviewScreen(): JSX.Element {
  useEffect(followPlans, []);
  const id = about.value.plan;
  const spot = useSignal<Spot | null>(null);
  const revision = dataset.value?.revision;
  useEffect(() => {
    if (id) void look(id);
  }, [id, revision]);
  if (!id) return <Choose />;
  const current = looked.value;
  if (!current || current.value.id !== id) {
    return (
      <div class="screen-page">
        {problem.value === null ? <div class="skeleton" role="status" aria-label={t("looking")} /> : <ProblemNote error={problem.value} onRetry={() => void look(id)} />}
      </div>
    );
  }
  const plan = current.value;
  return (
    <div class="review">
      <PlanBar plan={plan} />
      <div class="review-body">
        <div class="review-main">
          {problem.value !== null && <ProblemNote error={problem.value} onRetry={() => void look(id)} />}
          <LifeLine plan={plan} />
          <ActsPanel plan={plan} />
          <ChecksPanel plan={plan} spot={spot} />
          <ImpactPanel plan={plan} />
          <StepList />
        </div>
        <ReviewMap plan={plan} spot={spot} />
      </div>
    </div>
  );
}

/** The screen without a plan: which one? */
function Choose(): JSX.Element {
  return (
    <div class="screen-note">
      <p>{t("choose")}</p>
      <div class="choose">
        {(plans.value ?? []).filter(({ state }) => state !== "withdrawn").slice(0, 12).map((plan) => (
          <button key={plan.id} type="button" class="button" onClick={() => openScreen("review", { plan: plan.id })}>{plan.name || plan.id}</button>
        ))}
        <button type="button" class="button primary" onClick={() => openScreen("plans")}>{t("to_plans")}</button>
      </div>
    </div>
  );
}
