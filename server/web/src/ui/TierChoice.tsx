import type { JSX } from "preact";
import { formatNumber } from "../format.ts";
import { lang, t, tName } from "../i18n.ts";
import type { Tier } from "../link.ts";
import { chosenTier, tier, tierAreas, tiers } from "../state.ts";
import { Choice } from "./parts.tsx";

const choose = (name: Tier): void => {
  chosenTier.value = name;
};

/** Chooses the tier that outlines, colours, table and card are about; nothing when there is no choice. */
export function TierChoice(): JSX.Element | null {
  if (tiers.value.length < 2) return null;
  return (
    <div class="tier-choice">
      <span class="tier-label" id="tier-label">{t("tier")}</span>
      <Choice<Tier> label={t("tier")} options={tiers.value.map((id) => ({ id, name: tName("tier", id) }))}
        value={tier.value} onChange={choose} />
    </div>
  );
}

/** The same as a list, for where there is little room. */
export const TierSelect = (): JSX.Element => (
  <select class="tier-select" aria-label={t("tier")} value={tier.value}
    onChange={(event) => choose(event.currentTarget.value as Tier)}>
    {tiers.value.map((id) => (
      <option key={id} value={id}>{`${tName("tier", id)} ${formatNumber(tierAreas(id), lang.value)}`}</option>
    ))}
  </select>
);
