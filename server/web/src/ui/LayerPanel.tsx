import type { JSX } from "preact";
import type { Dataset, MapStyle } from "../api.ts";
import { formatNumber } from "../format.ts";
import { lang, pick, t, tName } from "../i18n.ts";
import { LOADS, type Areas, type LoadBy } from "../link.ts";
import { areas, chosenAreas, chosenBy, dataset, defaultOpacity, layers, loadBy, setOpacity, tier, tierAreas, tiers, toggleLayer, togglePanel } from "../state.ts";
import { Glyph } from "./glyphs.tsx";
import { Choice, PanelHead } from "./parts.tsx";
import { SavedViews } from "./SavedViews.tsx";
import { TierChoice } from "./TierChoice.tsx";

/** Order of the switches: what most readers want first. */
const LIST_ORDER = [
  "cases", "intensity", "risk", "load", "counts", "fifths", "rates", "coverage", "labels", "checkpoints", "addresses", "grids", "honeycomb", "change",
  "defects", "streets",
];

/** Styles in the order of the switches. */
export function listedStyles(current: Dataset): MapStyle[] {
  const rank = ({ id }: MapStyle): number => (LIST_ORDER.includes(id) ? LIST_ORDER.indexOf(id) : 99);
  return [...current.styles].sort((a, b) => rank(a) - rank(b));
}

/** Switches, opacities and options of the layers. */
export function LayerPanel(): JSX.Element | null {
  const current = dataset.value;
  if (!current) return null;
  return (
    <section class="panel layer-panel" aria-labelledby="layers-title">
      <PanelHead title={t("layers")} id="layers-title" onClose={() => togglePanel("layers", false)} />
      <div class="panel-body">
        <p class="origin" title={pick(current.note)}>{pick(current.note)}</p>
        <Totals current={current} />
        <TierChoice />
        <ul class="layers">
          {listedStyles(current).map((style) => (
            <LayerRow key={style.id} style={style} />
          ))}
        </ul>
        <SavedViews />
      </div>
    </section>
  );
}

function Totals({ current }: { current: Dataset }): JSX.Element {
  const measures = current.measures.map(({ measure, total }) => [tName("measure", measure), total] as const);
  const places = (["addresses", "households", "residents", "checkpoints"] as const)
    .map((name) => [t(`total_${name}`), current.totals[name] ?? 0] as const)
    .filter(([, value]) => value > 0);
  const areasOf = [tiers.value.length > 1 ? tName("tiers", tier.value) : t("total_grids"), tierAreas(tier.value)] as const;
  const totals = [...measures, ...places, areasOf];
  return (
    <dl class={totals.length > 4 ? "totals many" : "totals"}>
      {totals.map(([name, value]) => (
        <div key={name}>
          <dd>{formatNumber(value, lang.value)}</dd>
          <dt>{name}</dt>
        </div>
      ))}
    </dl>
  );
}

function LayerRow({ style }: { style: MapStyle }): JSX.Element {
  const state = layers.value[style.id];
  const on = state?.on ?? false;
  const name = `layer-${style.id}`;
  return (
    <li class={on ? "layer on" : "layer"}>
      <label class="layer-label" for={name}>
        <Glyph style={style.id} />
        <span class="layer-text">
          <span class="layer-title">{pick(style.title)}</span>
          <span class="layer-description" id={`${name}-text`} title={pick(style.description)}>{pick(style.description)}</span>
        </span>
        <input
          type="checkbox"
          role="switch"
          class="switch"
          id={name}
          checked={on}
          aria-describedby={`${name}-text`}
          onChange={() => toggleLayer(style.id)}
        />
      </label>
      {on && <LayerOptions style={style} opacity={state?.opacity ?? defaultOpacity(style.id)} />}
    </li>
  );
}

function LayerOptions({ style, opacity }: { style: MapStyle; opacity: number }): JSX.Element {
  const percent = Math.round(opacity * 100);
  const choices = (style.options.areas ?? []).filter((id): id is Areas => id === "cells" || id === "grids");
  const loads = LOADS.filter((id) => style.options.by?.includes(id));
  return (
    <div class="layer-options">
      {choices.length > 1 && (
        <Choice<Areas>
          label={t("areas")}
          options={choices.map((id) => ({ id, name: t(`areas_${id}`) }))}
          value={areas.value}
          onChange={(value) => (chosenAreas.value = value)}
        />
      )}
      {loads.length > 1 && (
        <Choice<LoadBy>
          label={t("load_by")}
          options={loads.map((id) => ({ id, name: t(id) }))}
          value={loadBy.value}
          onChange={(value) => (chosenBy.value = value)}
        />
      )}
      <label class="opacity">
        <span>{t("opacity")}</span>
        <input
          type="range"
          min="10"
          max="100"
          step="5"
          value={percent}
          aria-label={t("opacity_of", { layer: pick(style.title) })}
          onInput={(event) => setOpacity(style.id, Number(event.currentTarget.value) / 100)}
        />
        <output>{percent}%</output>
      </label>
    </div>
  );
}
