import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { tName } from "../i18n.ts";
import type { Tier } from "../link.ts";
import { tiers } from "../state.ts";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { useAnswer } from "./answer.ts";
import { Command } from "./HoneycombForm.tsx";
import type { Lay } from "./LayPanel.tsx";
import { getRoles } from "./requests.ts";
import { crossingCommand, crossingEdit, type CrossingWish } from "./shares.ts";
import { epoch, plan } from "./store.ts";
import { t } from "./texts.ts";
import { titleOf } from "./VacancyPanel.tsx";
import { Within } from "./Within.tsx";

/** How borders and junctions are given to the workers of grids. */
export function CrossingForm({ lay, disabled }: { lay: Lay; disabled: boolean }): JSX.Element {
  const roles = useAnswer(epoch.value, () => getRoles(plan.peek()));
  const form = useSignal<CrossingWish>({ tier: tiers.peek().includes("grid") ? "grid" : (tiers.peek().at(-1) ?? "grid"), within: "", role: "", with_posts: false });
  const wish = form.value;
  const put = (next: Partial<CrossingWish>): void => {
    form.value = { ...form.peek(), ...next };
  };
  const of = (roles.value ?? []).filter((role) => role.tier === null || role.tier === wish.tier);
  const role = of.find(({ id }) => id === wish.role)?.id ?? of.find(({ class: name }) => name === "worker")?.id ?? of[0]?.id ?? "";
  const chosen = { ...wish, role };
  return (
    <form class="form" onSubmit={(event) => { event.preventDefault(); if (role) lay(crossingEdit(chosen), false); }}>
      <p class="hint">{t("crossing_help")}</p>
      {roles.error !== null && <ProblemNote error={roles.error} onRetry={roles.again} />}
      <div class="fields-row">
        <label class="field"><span>{t("of_tier")}</span>
          <select value={wish.tier} onChange={(event) => put({ tier: event.currentTarget.value as Tier })}>
            {tiers.value.map((name) => <option key={name} value={name}>{tName("tiers", name)}</option>)}
          </select>
        </label>
        <label class="field"><span>{t("role")}</span>
          <select value={role} onChange={(event) => put({ role: event.currentTarget.value })}>
            {of.length === 0 && <option value="">{t("no_role")}</option>}
            {of.map((one) => <option key={one.id} value={one.id}>{titleOf(one, one.id)}</option>)}
          </select>
        </label>
        <Within value={wish.within} onChange={(within) => put({ within })} />
      </div>
      <label class="check-line">
        <input type="checkbox" checked={wish.with_posts} onChange={(event) => put({ with_posts: event.currentTarget.checked })} />
        <span>{t("with_posts")}</span>
      </label>
      <div class="form-end">
        <button type="button" class="button" disabled={disabled || !role} onClick={() => lay(crossingEdit(chosen), true)}>{t("try")}</button>
        <button type="submit" class="button primary" disabled={disabled || !role}>{t("lay_now")}</button>
      </div>
      <Command text={crossingCommand(chosen)} />
    </form>
  );
}
