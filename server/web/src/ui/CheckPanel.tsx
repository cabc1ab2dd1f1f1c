import type { JSX } from "preact";
import type { Fault, Faults } from "../api.ts";
import { listOf } from "../asked.ts";
import { askMoreFaults, faultKind, faultsOf, marked } from "../check.ts";
import { formatArea, formatDistance, formatNumber } from "../format.ts";
import { lang, t, tName } from "../i18n.ts";
import type { Tier } from "../link.ts";
import { getAtlas } from "../map/atlas.ts";
import { chosenTier, dataset, showLayer, tier, tierAreas, tiers, togglePanel } from "../state.ts";
import { Ledger } from "./Ledger.tsx";
import { PanelHead } from "./parts.tsx";

/** What was proved of every tier, and what is wrong where. */
export function CheckPanel(): JSX.Element {
  const shown = tier.value;
  const report = listOf(faultsOf(shown));
  return (
    <section class="panel check-panel" aria-labelledby="check-title">
      <PanelHead title={t("check")} id="check-title" onClose={() => togglePanel("check", false)} />
      <div class="panel-body" role="group" tabIndex={0} aria-labelledby="check-title">
        <p class="hint">{t("check_intro")}</p>
        <ul class="verdicts">
          {tiers.value.map((name) => (
            <Verdict key={name} name={name} />
          ))}
        </ul>
        {tiers.value.length === 0 && <p class="hint">{t("check_nothing")}</p>}
        {report && (report.total > 0 ? <FaultList all={report} /> : <Proof name={shown} />)}
        {tiers.value.length > 0 && <Ledger />}
      </div>
    </section>
  );
}

/** A tier and whether it is a partition: by word and sign as well as by colour. */
function Verdict({ name }: { name: Tier }): JSX.Element {
  const known = faultsOf(name);
  const report = listOf(known);
  const state = report ? (report.total === 0 ? "proven" : "faulty") : known === "failed" ? "unknown" : "asked";
  const words = {
    proven: t("check_proven"),
    faulty: t("check_faults", { n: formatNumber(report?.total ?? 0, lang.value) }),
    unknown: t("check_unknown"),
    asked: t("check_asked"),
  };
  const signs = { proven: "✓", faulty: "!", unknown: "?", asked: "…" };
  const choose = (): void => {
    chosenTier.value = name;
    faultKind.value = null;
  };
  return (
    <li>
      <button type="button" class="verdict" aria-pressed={tier.value === name} onClick={choose}>
        <span class={`verdict-sign ${state}`} aria-hidden="true">{signs[state]}</span>
        <span class="verdict-tier">{tName("tier", name)}</span>
        <span class="verdict-areas">{formatNumber(tierAreas(name), lang.value)}</span>
        <span class={`verdict-word ${state}`}>{words[state]}</span>
      </button>
    </li>
  );
}

/** What it means that nothing was found. */
function Proof({ name }: { name: Tier }): JSX.Element {
  const n = formatNumber(tierAreas(name), lang.value);
  const nested = tiers.value[0] !== name;
  return <p class="proof">{t(nested ? "check_proof_nested" : "check_proof_top", { n, tier: tName("tiers", name) })}</p>;
}

function FaultList({ all }: { all: Faults }): JSX.Element {
  const shown = tier.value;
  const kind = all.kinds.some((row) => row.kind === faultKind.value) ? faultKind.value : null;
  const list = kind ? listOf(faultsOf(shown, kind)) : all;
  const choose = (next: string): void => {
    faultKind.value = kind === next ? null : next;
  };
  return (
    <>
      <p class="proof">{t(all.breaking > 0 ? "check_broken" : "check_gaps", { n: formatNumber(all.breaking, lang.value) })}</p>
      <div class="kinds" role="group" aria-label={t("check_kinds")}>
        {all.kinds.map((row) => (
          <button key={row.kind} type="button" class={row.breaks_coverage ? "kind breaking" : "kind"}
            aria-pressed={kind === row.kind} onClick={() => choose(row.kind)}>
            {tName("fault", row.kind)} <b>{formatNumber(row.count, lang.value)}</b>
          </button>
        ))}
      </div>
      <ol class="faults">
        {(list?.items ?? []).map((fault) => (
          <li key={fault.index}>
            <FaultRow fault={fault} />
          </li>
        ))}
      </ol>
      {list?.next && (
        <button type="button" class="button wide" onClick={() => askMoreFaults(shown, kind)}>{t("show_more")}</button>
      )}
    </>
  );
}

function FaultRow({ fault }: { fault: Fault }): JSX.Element {
  const codes = fault.codes.length > 0 ? fault.codes.join(" · ") : (fault.parent ?? "");
  return (
    <button type="button" class="fault" aria-pressed={marked.value?.index === fault.index} onClick={() => goToFault(fault)}>
      <span class="fault-name">{tName("fault", fault.kind)}</span>
      <span class="fault-size">{sizeOf(fault)}</span>
      <span class="fault-codes">{codes}</span>
    </button>
  );
}

function sizeOf({ size }: Fault): string {
  if (!size) return "";
  return size.unit === "m2" ? formatArea(size.value, lang.value) : formatDistance(size.value, lang.value);
}

/** Marks a fault, goes there, and switches the layer on that draws it. */
function goToFault(fault: Fault): void {
  marked.value = fault;
  if (dataset.value?.styles.some(({ id }) => id === "defects")) showLayer("defects");
  getAtlas()?.show(fault.bounds);
}
