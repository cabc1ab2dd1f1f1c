import type { JSX } from "preact";
import { copyText } from "../clipboard.ts";
import { formatDate, formatMoment } from "../format.ts";
import { lang, t as say } from "../i18n.ts";
import { writeLink } from "../link.ts";
import { openScreen } from "../screen.ts";
import { DownloadIcon, LinkIcon } from "../ui/icons.tsx";
import { IconButton } from "../ui/parts.tsx";
import { hasScreen } from "../ui/Screens.tsx";
import { openPlan } from "./open.ts";
import type { Plan } from "./requests.ts";
import { StateTag } from "./StateTag.tsx";
import { isEditable, isOpen, lastStamp } from "./store.ts";
import { t } from "./texts.ts";

interface Acts {
  onDuplicate: (plan: Plan) => void;
  onWithdraw: (plan: Plan) => void;
}

/** The plans as a table. */
export function PlanTable({ plans, ...acts }: { plans: readonly Plan[] } & Acts): JSX.Element {
  if (plans.length === 0) return <p class="table-empty hint">{t("none_match")}</p>;
  return (
    <div class="table-scroll">
      <table class="plan-table stacked">
        <thead>
          <tr>
            {(["plan", "state", "changes", "last", "effective"] as const).map((name) => (
              <th key={name} scope="col">{t(name)}</th>
            ))}
            <th scope="col"><span class="visually-hidden">{t("actions")}</span></th>
          </tr>
        </thead>
        <tbody>
          {plans.map((plan) => <PlanRow key={plan.id} plan={plan} {...acts} />)}
        </tbody>
      </table>
    </div>
  );
}

function PlanRow({ plan, onDuplicate, onWithdraw }: { plan: Plan } & Acts): JSX.Element {
  const name = plan.name || plan.id;
  const stamp = lastStamp(plan);
  const grids = plan.changed["grids"] ?? 0;
  const address = `${location.origin}${location.pathname}${writeLink({ screen: isEditable(plan) ? "edit" : "review", about: { plan: plan.id } })}`;
  return (
    <tr>
      <th scope="row">
        <button type="button" class="row-button" onClick={() => openPlan(plan)}>{name}</button>
        {plan.name && <code class="plan-id">{plan.id}</code>}
      </th>
      <td>
        <StateTag state={plan.state} />
        {plan.fits === false && <span class="conflicts">{t("conflicts", { n: plan.conflicts?.length ?? 0 })}</span>}
      </td>
      <td data-label={t("changes")}>{plan.steps === 0 ? t("changed_none") : `${t("steps", { n: plan.steps })} · ${t("changed_grids", { n: grids })}`}</td>
      <td data-label={t("last")}>{t("by_at", { by: stamp.by, at: formatMoment(stamp.at, lang.value) })}</td>
      <td data-label={t("effective")}>{plan.effective ? formatDate(plan.effective, lang.value) : t("no_date")}</td>
      <td>
        <div class="row-acts" role="group" aria-label={t("more_of", { name })}>
          <button type="button" class="button" onClick={() => openPlan(plan)}>{t(isEditable(plan) ? "open" : "look")}</button>
          {hasScreen("compare") && (
            <button type="button" class="button quiet" onClick={() => openScreen("compare", { plan: plan.id })}>{t("compare")}</button>
          )}
          <button type="button" class="button quiet" onClick={() => onDuplicate(plan)}>{t("duplicate")}</button>
          {isOpen(plan) && <button type="button" class="button quiet danger" onClick={() => onWithdraw(plan)}>{t("withdraw")}</button>}
          <IconButton name={t("copy_link")} icon={LinkIcon} class="small" onClick={() => void copyText(address, say("link_copied"))} />
          {isOpen(plan) && plan.fits !== false && (
            <a class="icon-button small" href={`/v1/plans/${encodeURIComponent(plan.id)}/grids.geojson`} download
              aria-label={t("download")} title={t("download")}>
              <DownloadIcon />
            </a>
          )}
        </div>
      </td>
    </tr>
  );
}
