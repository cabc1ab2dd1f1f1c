import type { JSX } from "preact";
import { formatMoment } from "../format.ts";
import { lang } from "../i18n.ts";
import { steps } from "./review.ts";
import { t } from "./texts.ts";

/** Who did what to the plan, the newest first. */
export function StepList(): JSX.Element | null {
  const all = steps.value;
  if (!all || all.length === 0) return null;
  return (
    <section class="panel sheet" aria-labelledby="steps-title">
      <div class="sheet-head"><h3 id="steps-title">{t("steps", { n: all.length })}</h3></div>
      <ol class="plan-steps" reversed>
        {[...all].reverse().slice(0, 100).map((step) => (
          <li key={step.number} value={step.number}>
            <strong>{step.reason || t("step_grids", { made: step.grids.made.length, removed: step.grids.removed.length, altered: step.grids.altered.length })}</strong>
            <span class="hint">{step.author} · {formatMoment(step.at, lang.value)}</span>
            {step.reason && <span class="hint">{t("step_grids", { made: step.grids.made.length, removed: step.grids.removed.length, altered: step.grids.altered.length })}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}
