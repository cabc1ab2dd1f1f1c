import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { JSX } from "preact";
import { formatDistance, formatNumber } from "../format.ts";
import { lang, t as say } from "../i18n.ts";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { useAnswer } from "./answer.ts";
import { FindGrid } from "./FindGrid.tsx";
import { CrossingTable, RosterTable } from "./GateTables.tsx";
import { getGates, getGridOf, type GatePlan, type GateWish } from "./requests.ts";
import { epoch, gates, grid, plan, pointed } from "./store.ts";
import { t } from "./texts.ts";

/** Hours of a shift; empty for no roster. */
const SHIFTS = ["", "4", "6", "8", "12"] as const;

/** Which crossings of a grid's border stay open, and who stands there. */
export function GatePanel(): JSX.Element {
  const wish = useSignal<GateWish>({ within_m: "500", vehicles: true, shift_hours: "8", week_hours: "40", staff: "1" });
  const asked = useSignal<GateWish>(wish.peek());
  const code = grid.value;
  const key = code ? `${code} ${JSON.stringify(asked.value)} ${epoch.value}` : null;
  const found = useAnswer(key, async () => {
    const [answer, own] = await Promise.all([getGates(code!, asked.peek(), plan.peek()), getGridOf(code!, plan.peek())]);
    return { answer, name: own.name || own.code };
  });
  const value = found.value?.answer.area === code ? found.value : null;
  useEffect(() => {
    gates.value = value?.answer ?? null;
    pointed.value = null;
  }, [value]);
  useEffect(() => () => void (gates.value = null), []);
  return (
    <section class="duty-part" aria-labelledby="gates-title" aria-busy={found.busy}>
      <h3 id="gates-title">{value ? t("gates_of", { name: value.name }) : t("gates")}</h3>
      <p class="hint">{t("gates_help")}</p>
      <FindGrid />
      <WishForm wish={wish.value} put={(next) => (wish.value = { ...wish.peek(), ...next })} onAsk={() => (asked.value = { ...wish.peek() })} isOther={JSON.stringify(wish.value) !== JSON.stringify(asked.value)} />
      {!code && <p class="duty-lead">{t("gates_pick")}</p>}
      {found.error !== null && <ProblemNote error={found.error} onRetry={found.again} />}
      {code && !value && found.error === null && <div class="skeleton" role="status" aria-label={say("loading")} />}
      {value && <Figures answer={value.answer} />}
      {value && value.answer.crossings > 0 && <CrossingTable answer={value.answer} />}
      {value?.answer.roster && value.answer.gates > 0 && <RosterTable roster={value.answer.roster} area={value.answer.area} />}
    </section>
  );
}

function WishForm(props: { wish: GateWish; put: (next: Partial<GateWish>) => void; onAsk: () => void; isOther: boolean }): JSX.Element {
  const { wish, put } = props;
  const submit = (event: Event): void => {
    event.preventDefault();
    props.onAsk();
  };
  const field = (name: "within_m" | "week_hours" | "staff", low: number, high: number): JSX.Element => (
    <label class="field narrow"><span>{t(`gate_${name}`)}</span>
      <input type="number" min={low} max={high} step={1} required value={wish[name]} onInput={(event) => put({ [name]: event.currentTarget.value })} />
    </label>
  );
  return (
    <form class="fields-row gate-wish" onSubmit={submit}>
      {field("within_m", 1, 20_000)}
      <label class="field narrow"><span>{t("gate_shift_hours")}</span>
        <select value={wish.shift_hours} onChange={(event) => put({ shift_hours: event.currentTarget.value })}>
          {SHIFTS.map((hours) => <option key={hours} value={hours}>{hours ? t("hours", { n: hours }) : t("no_roster")}</option>)}
        </select>
      </label>
      {wish.shift_hours && field("week_hours", 12, 60)}
      {wish.shift_hours && field("staff", 1, 20)}
      <label class="check-line"><input type="checkbox" checked={wish.vehicles} onChange={(event) => put({ vehicles: event.currentTarget.checked })} /><span>{t("gate_vehicles")}</span></label>
      <button type="submit" class="button primary" disabled={!props.isOther}>{t("ask")}</button>
    </form>
  );
}

/** The figures that prove the plan: crossings are gates and blocks, no plan has fewer gates than the bound. */
function Figures({ answer }: { answer: GatePlan }): JSX.Element {
  const number = (value: number): string => formatNumber(value, lang.value);
  if (answer.crossings === 0) return <p class="duty-lead">{t("no_crossings", { n: number(answer.cut_off) })}</p>;
  const rows: [string, string][] = [
    [t("crossings"), t("crossings_sum", { all: number(answer.crossings), gates: number(answer.gates), blocks: number(answer.blocks) })],
    [t("gates_bound"), t(answer.gates === answer.bound ? "bound_met" : "bound_open", { gates: number(answer.gates), bound: number(answer.bound) })],
    [t("longest_way"), formatDistance(answer.farthest_m, lang.value)],
    [t("mean_way"), formatDistance(answer.mean_m, lang.value)],
    [t("reached"), number(answer.reached)],
    [t("beyond"), number(answer.beyond)],
    [t("cut_off"), number(answer.cut_off)],
    ...(answer.roster && answer.gates > 0 ? [[t("roster_people"), number(answer.roster.people)] as [string, string]] : []),
  ];
  return (
    <>
      <dl class="gate-figures">{rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      <p class="hint">{t(answer.along_ways ? "along_ways" : "straight")}</p>
    </>
  );
}
