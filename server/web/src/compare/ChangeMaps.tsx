import { type Signal, useSignal } from "@preact/signals";
import type View from "ol/View.js";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { JSX } from "preact";
import { lang } from "../i18n.ts";
import { GridMap, type AreaLook } from "../map/GridMap.tsx";
import type { GridsShown } from "../map/grid-tiles.ts";
import { CHANGE_FILLS, changeClass } from "../review/ReviewMap.tsx";
import type { GridChange } from "../review/requests.ts";
import { theme } from "../theme.ts";
import { t } from "./texts.ts";

/** How the two maps stand to each other. */
export type Mode = "side" | "swipe";

interface Props {
  mode: Mode;
  before: GridsShown;
  after: GridsShown;
  grids: readonly GridChange[];
  picked: Signal<string | null>;
  view: View;
}

/** The two divisions, beside each other or one over the other with an edge that is moved. */
export function ChangeMaps({ mode, before, after, grids, picked, view }: Props): JSX.Element {
  const edge = useSignal(50);
  const over = useRef<HTMLDivElement>(null);
  const line = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    // the policy allows no style in markup, but properties
    if (over.current) over.current.style.clipPath = mode === "swipe" ? `inset(0 0 0 ${edge.value}%)` : "";
    if (line.current) line.current.style.left = `${edge.value}%`;
  }, [edge.value, mode]);
  const looks = useMemo(() => {
    const fills = CHANGE_FILLS[theme.value];
    const by = (codeOf: (change: GridChange) => string | null): ((code: string) => AreaLook) => {
      const known = new Map(grids.flatMap((change) => (codeOf(change) ? [[codeOf(change)!, change] as const] : [])));
      return (code) => {
        const name = changeClass(known.get(code));
        return name === "same" ? { fill: fills.same } : { fill: fills[name], letter: t(`letter_${name}`) };
      };
    };
    return { before: by((change) => change.code_before), after: by((change) => change.code_after) };
  }, [grids, theme.value, lang.value]);
  const map = (side: "before" | "after", fits: boolean): JSX.Element => (
    <GridMap grids={side === "before" ? before : after} label={t("map_label", { side: t(side) })} lookOf={looks[side]} picked={picked.value}
      onPick={(code) => (picked.value = code)} view={view} fits={fits} zooms />
  );
  return (
    <figure class={`panel sheet two-maps ${mode === "swipe" ? "swiped" : "beside"}`}>
      <div class="maps">
        <div class="map-side">{map("before", true)}<span class="side-name">{t("before")}</span></div>
        <div class="map-side over" ref={over}>{map("after", false)}<span class="side-name end">{t("after")}</span></div>
        {mode === "swipe" && <div class="edge" ref={line} aria-hidden="true" />}
      </div>
      {mode === "swipe" && (
        <input type="range" class="swipe" min={0} max={100} value={edge.value} aria-label={t("swipe")} onInput={(event) => (edge.value = Number(event.currentTarget.value))} />
      )}
      <figcaption class="band-legend">
        {(["same", "border", "made", "gone", "other"] as const).map((name) => (
          <span key={name}><i class={`swatch change-${name}`} aria-hidden="true" />{t(`change_${name}`)}</span>
        ))}
      </figcaption>
    </figure>
  );
}
