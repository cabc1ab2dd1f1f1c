import type { JSX } from "preact";
import { formatDate, formatMoment } from "../format.ts";
import { lang } from "../i18n.ts";
import type { Plan } from "../plans/requests.ts";
import { t } from "./texts.ts";

const STATIONS = ["created", "validated", "submitted", "approved", "activated"] as const;

/** The stations of a plan, with who was there and when. */
export function LifeLine({ plan }: { plan: Plan }): JSX.Element {
  return (
    <ol class="life" aria-label={t("life")}>
      {STATIONS.map((name) => {
        const stamp = plan[name];
        return (
          <li key={name} class={stamp ? "reached" : undefined}>
            <strong>{t(`station_${name}`)}</strong>
            <span>{stamp ? stamp.by : "–"}</span>
            <span>{stamp ? formatMoment(stamp.at, lang.value) : ""}</span>
            {name === "activated" && !stamp && plan.effective && <span>{t("effective_on", { date: formatDate(plan.effective, lang.value) })}</span>}
          </li>
        );
      })}
    </ol>
  );
}
