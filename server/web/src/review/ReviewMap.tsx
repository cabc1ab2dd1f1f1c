import type { Signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { JSX } from "preact";
import { lang, tName } from "../i18n.ts";
import { GridMap, type AreaLook } from "../map/GridMap.tsx";
import type { Plan } from "../plans/requests.ts";
import { theme } from "../theme.ts";
import type { Spot } from "./ChecksPanel.tsx";
import { impact } from "./review.ts";
import type { GridChange } from "./requests.ts";
import { t } from "./texts.ts";

/** Colours of what happened to a grid, in both themes. */
export const CHANGE_FILLS = {
  light: { same: "#ece8dd", border: "#f6d58f", made: "#a9d8b8", gone: "#e5a9a2", other: "#c3cdf2" },
  dark: { same: "#2a3239", border: "#7a5f1d", made: "#2c6243", gone: "#7e3a33", other: "#414f8c" },
} as const;

/** A class of what happened to a grid. */
export type ChangeClass = keyof (typeof CHANGE_FILLS)["light"];

/** The class of a grid's change, and the letter it has on the map. */
export function changeClass(change: GridChange | undefined): ChangeClass {
  if (!change) return "same";
  if (change.code_before === null) return "made";
  if (change.code_after === null) return "gone";
  return /border|split|merged/.test(change.kinds) ? "border" : "other";
}

/** The grids of the plan, by what happened to them; faults are zoomed to. */
export function ReviewMap({ plan, spot }: { plan: Plan; spot: Signal<Spot | null> }): JSX.Element | null {
  const tier = impact.value?.tier ?? "grid";
  const changes = impact.value?.grids;
  const lookOf = useMemo(() => {
    const byCode = new Map((changes ?? []).map((change) => [change.code_after ?? change.code_before ?? "", change]));
    const fills = CHANGE_FILLS[theme.value];
    return (code: string): AreaLook => {
      const name = changeClass(byCode.get(code));
      return name === "same" ? { fill: fills.same } : { fill: fills[name], letter: t(`letter_${name}`) };
    };
  }, [changes, theme.value, lang.value]);
  if (plan.fits !== true) return null;
  return (
    <figure class="panel sheet review-map">
      <GridMap grids={{ tier, plan: plan.id, state: plan.digest }} label={t("map_label", { tier: tName("tiers", tier) })} lookOf={lookOf} spot={spot.value} />
      <figcaption class="band-legend">
        {(["same", "border", "made", "gone", "other"] as const).map((name) => (
          <span key={name}><i class={`swatch change-${name}`} aria-hidden="true" />{t(`change_${name}`)}</span>
        ))}
      </figcaption>
    </figure>
  );
}
