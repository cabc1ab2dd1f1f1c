import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { JSX } from "preact";
import { getLegend } from "../api.ts";
import { lang, t as say, tName } from "../i18n.ts";
import { dataset, tier } from "../state.ts";
import { theme } from "../theme.ts";
import { ExtentIcon, MinusIcon, PlusIcon } from "../ui/icons.tsx";
import { LegendBody } from "../ui/LegendPanel.tsx";
import { IconButton } from "../ui/parts.tsx";
import { useAnswer } from "./answer.ts";
import { choicesFor, createChart, type Chart } from "./chart.ts";
import { locateIn } from "./requests.ts";
import { colouring, epoch, gates, part, pickGrid, place, plan, type Part } from "./store.ts";
import { t } from "./texts.ts";

/** Parts that are about the picked grid themselves: a click stays in them. */
const STAYING: ReadonlySet<Part> = new Set(["gates", "lay"]);

/** Asks who answers at a place, and picks its grid. */
async function pick(lonExact: number, latExact: number): Promise<void> {
  const [lon, lat] = [Number(lonExact.toFixed(7)), Number(latExact.toFixed(7))];
  place.value = { lon, lat };
  const located = await locateIn(lon, lat, plan.peek()).catch(() => null);
  if (place.peek()?.lon !== lon || place.peek()?.lat !== lat) return;
  const found = located?.grids.find((row) => row.tier === tier.peek()) ?? located?.grids.at(-1);
  pickGrid(found?.code ?? null, STAYING.has(part.peek()) ? part.peek() : "here");
}

/** The map of who answers, with its legend: a click or Enter asks who answers there. */
export function DutyMap(): JSX.Element {
  const target = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  const byKeys = useSignal(false);
  useEffect(() => {
    chart.current = createChart(target.current!, dataset.peek()!, (lon, lat) => void pick(lon, lat));
    return () => chart.current?.remove();
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    byKeys.value = true;
    if (event.key !== "Enter") return;
    event.preventDefault();
    chart.current?.pickCentre();
  };
  return (
    <figure class="panel sheet duty-map">
      <div class="duty-frame">
        <div class={byKeys.value ? "map by-keys" : "map"} ref={target} tabIndex={0} role="application"
          aria-label={t("map_label", { what: t(`colour_${colouring.value}`), tier: tName("tiers", tier.value) })}
          onKeyDown={onKeyDown} onPointerDown={() => (byKeys.value = false)}
          onFocus={(event) => (byKeys.value = event.currentTarget.matches(":focus-visible"))} />
        <div class="crosshair" aria-hidden="true" />
        <div class="duty-zoom">
          <IconButton name={say("zoom_in")} icon={PlusIcon} onClick={() => chart.current?.zoomBy(1)} />
          <IconButton name={say("zoom_out")} icon={MinusIcon} onClick={() => chart.current?.zoomBy(-1)} />
          <IconButton name={say("full_extent")} icon={ExtentIcon} onClick={() => chart.current?.showAll()} />
        </div>
      </div>
      <figcaption>{gates.value ? <GateLegend /> : <Legend />}</figcaption>
    </figure>
  );
}

function Legend(): JSX.Element {
  const style = colouring.value;
  const { value, error, again } = useAnswer(`${style} ${tier.value} ${theme.value} ${epoch.value}`, () => getLegend(style, choicesFor(style)));
  if (error !== null) return <p class="hint">{say("legend_failed")} <button type="button" class="button" onClick={again}>{say("retry")}</button></p>;
  if (!value) return <div class="skeleton" role="status" aria-label={say("loading")} />;
  return <div class="duty-legend" key={lang.value}><LegendBody legend={value} /></div>;
}

const GateLegend = (): JSX.Element => (
  <p class="band-legend">
    <span><i class="mark-gate" aria-hidden="true">1</i>{t("gate")}</span>
    <span><i class="mark-block" aria-hidden="true">–</i>{t("block")}</span>
    <span class="hint">{t("gate_legend")}</span>
  </p>
);
