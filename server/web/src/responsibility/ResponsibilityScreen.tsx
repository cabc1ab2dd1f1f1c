import { useEffect, useRef } from "preact/hooks";
import type { JSX } from "preact";
import { formatNumber } from "../format.ts";
import { lang } from "../i18n.ts";
import { PlanBar } from "../plans/PlanBar.tsx";
import { followPlans, isOpen, plans } from "../plans/store.ts";
import { dataset } from "../state.ts";
import { Choice } from "../ui/parts.tsx";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { TierSelect } from "../ui/TierChoice.tsx";
import { useAnswer } from "./answer.ts";
import { CoverPanel } from "./CoverPanel.tsx";
import { DutyMap } from "./DutyMap.tsx";
import { GatePanel } from "./GatePanel.tsx";
import { HerePanel } from "./HerePanel.tsx";
import { LayPanel } from "./LayPanel.tsx";
import { LoadPanel } from "./LoadPanel.tsx";
import { getStored } from "./requests.ts";
import { combGroups } from "./shares.ts";
import { COLOURINGS, colouring, comb, combId, combs, epoch, forgetPicks, part, PARTS, plan, showPart, showPlan, type Colouring, type Part } from "./store.ts";
import { t } from "./texts.ts";
import { VacancyPanel } from "./VacancyPanel.tsx";
import "./responsibility.css";

const PANELS: Record<Part, () => JSX.Element> = {
  here: HerePanel,
  cover: CoverPanel,
  vacancies: VacancyPanel,
  load: LoadPanel,
  lay: LayPanel,
  gates: GatePanel,
};

/** Who answers for what: crossing layers, responsibility and gates. */
export default function ResponsibilityScreen(): JSX.Element {
  useEffect(followPlans, []);
  useEffect(() => forgetPicks, []);
  const shown = plans.value?.find(({ id }) => id === plan.value);
  const Panel = PANELS[part.value];
  return (
    <div class="responsibility">
      {shown && <PlanBar plan={shown} />}
      <div class="duty-body">
        <header class="duty-top">
          {!shown && <h2>{t("heading")}</h2>}
          <PlanSelect />
          {dataset.value && <TierSelect />}
          <Choice<Colouring> label={t("colour")} value={colouring.value} onChange={(next) => (colouring.value = next)}
            options={COLOURINGS.map((id) => ({ id, name: t(`colour_${id}`) }))} />
        </header>
        {colouring.value === "honeycomb" && <CombSelect />}
        <DutyMap />
        <div class="panel sheet duty-side">
          <Tabs />
          <div id="duty-panel" role="tabpanel" tabIndex={-1} aria-labelledby={`tab-${part.value}`}><Panel key={part.value} /></div>
        </div>
      </div>
    </div>
  );
}

function PlanSelect(): JSX.Element {
  const known = (plans.value ?? []).filter((one) => (isOpen(one) && one.fits !== false) || one.id === plan.value);
  return (
    <label class="side-select">
      <span>{t("state")}</span>
      <select class="tier-select" value={plan.value ?? ""} onChange={(event) => showPlan(event.currentTarget.value || undefined)}>
        <option value="">{t("in_force")}</option>
        {known.map(({ id, name }) => <option key={id} value={id}>{name || id}</option>)}
      </select>
    </label>
  );
}

/** Which honeycombs the map draws: those of one phase that were laid together. */
function CombSelect(): JSX.Element | null {
  const stored = useAnswer(epoch.value, () => getStored(plan.peek()));
  useEffect(() => {
    if (stored.value) combs.value = combGroups(stored.value.layers);
  }, [stored.value]);
  if (stored.error !== null) return <ProblemNote error={stored.error} onRetry={stored.again} />;
  if (stored.value?.layers.length === 0) return <p class="duty-lead comb-select">{t("no_combs")}</p>;
  return (
    <label class="side-select comb-select">
      <span>{t("honeycombs")}</span>
      <select class="tier-select" value={combId.value} onChange={(event) => (comb.value = event.currentTarget.value)}>
        {combs.value.map(({ id, phase, names, cells }) => (
          <option key={id} value={id}>{t("comb", { name: id, phase, n: names.length, cells: formatNumber(cells, lang.value) })}</option>
        ))}
      </select>
    </label>
  );
}

/** The parts as tabs: arrow keys go from one to the next. */
function Tabs(): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = PARTS.indexOf(part.peek());
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: PARTS.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const name = PARTS[(next + PARTS.length) % PARTS.length]!;
    showPart(name);
    list.current?.querySelector<HTMLElement>(`#tab-${name}`)?.focus();
  };
  return (
    <div class="duty-tabs" role="tablist" aria-label={t("parts")} ref={list} onKeyDown={onKeyDown}>
      {PARTS.map((name) => (
        <button key={name} id={`tab-${name}`} type="button" role="tab" aria-selected={part.value === name} aria-controls="duty-panel"
          tabIndex={part.value === name ? 0 : -1} onClick={() => showPart(name)}>
          {t(`part_${name}`)}
        </button>
      ))}
    </div>
  );
}
