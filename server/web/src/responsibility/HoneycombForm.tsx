import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { tName } from "../i18n.ts";
import type { Tier } from "../link.ts";
import { tiers } from "../state.ts";
import { Choice } from "../ui/parts.tsx";
import { useAnswer } from "./answer.ts";
import type { Lay } from "./LayPanel.tsx";
import { getStored } from "./requests.ts";
import { honeycombCommand, honeycombEdit, isLayerName, type HoneycombWish } from "./shares.ts";
import { comb, epoch, plan } from "./store.ts";
import { Within } from "./Within.tsx";
import { t } from "./texts.ts";

/** The three shifted lattices. */
const PHASES = ["A", "B", "C"] as const;
/** Households of a whole cell that a form begins with. */
const HOUSEHOLDS = 60;
const METRES = 150;

/** How honeycombs are laid over the grids of a tier. */
export function HoneycombForm({ lay, disabled }: { lay: Lay; disabled: boolean }): JSX.Element {
  const form = useSignal<HoneycombWish>({
    tier: tiers.peek().includes("community") ? "community" : (tiers.peek()[0] ?? "grid"),
    within: "", name: "hex", phases: PHASES, target: "households", amount: HOUSEHOLDS, least_addresses: 0,
  });
  const wish = form.value;
  const put = (next: Partial<HoneycombWish>): void => {
    form.value = { ...form.peek(), ...next };
  };
  const wrong = !isLayerName(wish.name) ? t("wrong_name") : wish.phases.length === 0 ? t("wrong_phases") : !(wish.amount >= 1) ? t("wrong_amount") : "";
  const submit = (event: Event): void => {
    event.preventDefault();
    if (wrong) return;
    // once they are there, these are the ones that the map shows
    comb.value = `${wish.name}-${wish.phases[0]!.toLowerCase()}`;
    lay(honeycombEdit(wish), false);
  };
  const toggle = (phase: string): void => put({ phases: PHASES.filter((own) => (own === phase) !== wish.phases.includes(own)) });
  const stored = useAnswer(epoch.value, () => getStored(plan.peek()));
  return (
    <form class="form" onSubmit={submit}>
      <p class="hint">{t("honeycomb_help")} {stored.value && t("layers_now", { n: stored.value.layers.length })}</p>
      <div class="fields-row">
        <label class="field"><span>{t("over_tier")}</span>
          <select value={wish.tier} onChange={(event) => put({ tier: event.currentTarget.value as Tier })}>
            {tiers.value.map((name) => <option key={name} value={name}>{tName("tiers", name)}</option>)}
          </select>
        </label>
        <Within value={wish.within} onChange={(within) => put({ within })} />
        <label class="field"><span>{t("layer_name")}</span>
          <input type="text" value={wish.name} maxLength={16} autoComplete="off" aria-invalid={!isLayerName(wish.name)} onInput={(event) => put({ name: event.currentTarget.value.trim() })} />
        </label>
      </div>
      <div class="fields-row">
        <div class="field"><span>{t("size")}</span>
          <Choice<HoneycombWish["target"]> label={t("size")} value={wish.target} onChange={(target) => put({ target, amount: target === "households" ? HOUSEHOLDS : METRES })}
            options={[{ id: "households", name: t("by_households") }, { id: "metres", name: t("by_metres") }]} />
        </div>
        <label class="field"><span>{t(wish.target === "households" ? "households_each" : "metres_apart")}</span>
          <input type="number" min={wish.target === "households" ? 1 : 5} max={100_000} step={1} required value={wish.amount} onInput={(event) => put({ amount: Number(event.currentTarget.value) })} />
        </label>
        <label class="field"><span>{t("least_addresses")}</span>
          <input type="number" min={0} max={100_000} step={1} required value={wish.least_addresses} onInput={(event) => put({ least_addresses: Number(event.currentTarget.value) })} />
        </label>
      </div>
      <div class="phases" role="group" aria-label={t("phases")}>
        <span>{t("phases")}</span>
        {PHASES.map((phase) => <label key={phase} class="check-line"><input type="checkbox" checked={wish.phases.includes(phase)} onChange={() => toggle(phase)} /><span>{phase}</span></label>)}
        <small class="hint">{t("phases_help")}</small>
      </div>
      {wrong && <p class="problem" role="alert">{wrong}</p>}
      <div class="form-end">
        <button type="button" class="button" disabled={disabled || wrong !== ""} onClick={() => lay(honeycombEdit(wish), true)}>{t("try")}</button>
        <button type="submit" class="button primary" disabled={disabled || wrong !== ""}>{t("lay_now")}</button>
      </div>
      <Command text={honeycombCommand(wish)} />
    </form>
  );
}

/** The same on the command line. */
export const Command = ({ text }: { text: string }): JSX.Element => (
  <details class="command-line">
    <summary>{t("command")}</summary>
    <p class="hint">{t("command_help")}</p>
    <pre class="command" tabIndex={0}><code>{text}</code></pre>
  </details>
);
