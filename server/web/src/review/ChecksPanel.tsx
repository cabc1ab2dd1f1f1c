import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import type { Bounds, Fault } from "../api.ts";
import { formatArea, formatDistance, formatNumber } from "../format.ts";
import { lang, tName } from "../i18n.ts";
import { TIERS } from "../link.ts";
import type { Plan } from "../plans/requests.ts";
import { MendPanel } from "./MendPanel.tsx";
import { faults, unlocated } from "./review.ts";
import { t } from "./texts.ts";

/** A place that the map goes to. */
export interface Spot {
  lon: number;
  lat: number;
  bounds?: Bounds;
}

/** Faults that a list shows of a tier. */
const SHOWN = 30;

/** What was proved of a plan, tier by tier, and what was found instead. */
export function ChecksPanel({ plan, spot }: { plan: Plan; spot: Signal<Spot | null> }): JSX.Element | null {
  if (plan.fits !== true) return null;
  const found = faults.value;
  const outside = unlocated.value;
  return (
    <section class="panel sheet" aria-labelledby="checks-title">
      <div class="sheet-head"><h3 id="checks-title">{t("checks")}</h3><p class="hint">{t("checks_help")}</p></div>
      <ul class="checks">
        {TIERS.filter((tier) => found[tier]).map((tier) => {
          const list = found[tier]!;
          const good = list.total === 0;
          return (
            <li key={tier} class={good ? "good" : "bad"}>
              <strong>{good ? "✓" : "✗"} {tName("tiers", tier)}</strong>
              <span>{good ? t("tier_proven", { n: formatNumber(list.areas, lang.value) }) : t("tier_faults", { n: formatNumber(list.total, lang.value) })}</span>
              {!good && (
                <ul class="fault-list">
                  {list.items.slice(0, SHOWN).map((fault) => <FaultLine key={fault.index} fault={fault} spot={spot} />)}
                </ul>
              )}
              {!good && <MendPanel plan={plan} tier={tier} />}
            </li>
          );
        })}
        {outside && (
          <li class={outside.items.length === 0 ? "good" : "note"}>
            <strong>{outside.items.length === 0 ? "✓" : "!"} {t("addresses")}</strong>
            <span>{outside.items.length === 0 ? t("addresses_all") : t("addresses_out", { n: `${outside.items.length}${outside.next ? "+" : ""}` })}</span>
            <ul class="fault-list">
              {outside.items.slice(0, SHOWN).map(({ address, lon, lat }) => (
                <li key={address}><button type="button" class="row-button" onClick={() => (spot.value = { lon, lat })}>{address}</button></li>
              ))}
            </ul>
          </li>
        )}
      </ul>
    </section>
  );
}

function FaultLine({ fault, spot }: { fault: Fault; spot: Signal<Spot | null> }): JSX.Element {
  const { size } = fault;
  const amount = size === null ? "" : size.unit === "m2" ? formatArea(size.value, lang.value) : formatDistance(size.value, lang.value);
  return (
    <li>
      <button type="button" class="row-button" onClick={() => (spot.value = { lon: fault.lon, lat: fault.lat, bounds: fault.bounds })}>
        {tName("fault", fault.kind)} · {fault.codes.join(" / ")} {amount && <span class="hint">{amount}</span>}
      </button>
    </li>
  );
}
