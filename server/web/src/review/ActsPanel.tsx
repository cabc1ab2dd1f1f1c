import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { ActWish, Plan, PlanAct } from "../plans/requests.ts";
import { showToast } from "../state.ts";
import { who, withWho } from "../who.ts";
import { act, acting, faults, obstaclesOf } from "./review.ts";
import { t } from "./texts.ts";

/** A day from today on, as the server counts them: in its own time, eight hours ahead of UTC unless set otherwise. */
const dayAhead = (days: number): string => new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);

/** What can be done with a plan where it stands, by whom. */
export function ActsPanel({ plan }: { plan: Plan }): JSX.Element {
  const reason = useSignal("");
  const effective = useSignal(plan.effective ?? dayAhead(1));
  const obstacles = obstaclesOf(plan, faults.value);
  const role = who.value?.role ?? "planner";
  const own = plan.submitted !== null && plan.submitted.by === who.value?.name;
  const run = (name: PlanAct, more: Partial<ActWish> = {}): void =>
    withWho(({ name: author }) => {
      void act(name, { author, ...(reason.value.trim() ? { reason: reason.value.trim() } : {}), ...more }).then((done) => {
        if (!done) return;
        showToast(t(`done_${name}`));
        reason.value = "";
      });
    });
  const button = (name: Exclude<PlanAct, "rebase">, isMain: boolean, isOff: boolean, more: Partial<ActWish> = {}): JSX.Element => (
    <button type="button" class={isMain ? "button primary" : "button"} disabled={acting.value || isOff} onClick={() => run(name, more)}>{t(`act_${name}`)}</button>
  );
  const blocked = obstacles.length > 0;
  const open = plan.state === "draft" || plan.state === "validated";
  const dated = open || plan.state === "submitted";
  if (plan.state === "in-force" || plan.state === "archived" || plan.state === "withdrawn") return <p class="import-verdict">{t(`over_${plan.state}`)}</p>;
  return (
    <section class="panel sheet acts" aria-labelledby="acts-title">
      <h3 id="acts-title">{t(`next_${plan.state}`)}</h3>
      {open && blocked && (
        <ul class="obstacles">{obstacles.map((name) => <li key={name}>{t(`obstacle_${name}`, { n: plan.conflicts?.length ?? 0 })}</li>)}</ul>
      )}
      {plan.fits === false && <Conflicts plan={plan} run={run} />}
      <div class="fields-row">
        {dated && (
          <label class="field">
            <span>{t("effective")}</span>
            <input type="date" value={effective.value} min={dayAhead(0)} onInput={(event) => (effective.value = event.currentTarget.value)} />
          </label>
        )}
        <label class="field grow">
          <span>{t("reason")}</span>
          <input type="text" value={reason.value} maxLength={1000} autoComplete="off" onInput={(event) => (reason.value = event.currentTarget.value)} />
        </label>
      </div>
      <div class="form-end">
        {plan.state === "submitted" && <span class="hint">{own ? t("own_plan") : role === "approver" ? t("second_person") : t("approver_needed")}</span>}
        {open && button("withdraw", false, false)}
        {plan.state === "draft" && button("validate", false, plan.steps === 0 || plan.fits === false)}
        {open && button("submit", true, blocked || !effective.value, { effective: effective.value })}
        {(plan.state === "submitted" || plan.state === "approved") && button("reopen", false, false)}
        {plan.state === "submitted" && button("approve", true, own || role !== "approver" || !effective.value, { effective: effective.value })}
        {plan.state === "approved" && button("activate", true, plan.effective !== null && plan.effective > dayAhead(0))}
      </div>
    </section>
  );
}

/** The rows that the plan in force has changed, too, and whose change shall hold. */
function Conflicts({ plan, run }: { plan: Plan; run: (name: PlanAct, more: Partial<ActWish>) => void }): JSX.Element {
  return (
    <div class="conflict-box">
      <p>{t("conflict_text")}</p>
      <ul>{(plan.conflicts ?? []).slice(0, 12).map((row) => <li key={row}><code>{row}</code></li>)}</ul>
      <div class="form-end">
        <button type="button" class="button" disabled={acting.value} onClick={() => run("rebase", { resolution: "in-force" })}>{t("keep_official")}</button>
        <button type="button" class="button" disabled={acting.value} onClick={() => run("rebase", { resolution: "plan" })}>{t("keep_plan")}</button>
      </div>
    </div>
  );
}
