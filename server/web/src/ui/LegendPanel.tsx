import type { JSX } from "preact";
import type { Legend, LegendEntry, MapStyle } from "../api.ts";
import { formatNumber } from "../format.ts";
import { lang, pick, t } from "../i18n.ts";
import { legendOf } from "../legends.ts";
import { dataset, shownStyles, togglePanel } from "../state.ts";
import { listedStyles } from "./LayerPanel.tsx";
import { PanelHead } from "./parts.tsx";
import { RampBar, Swatch } from "./Swatch.tsx";

/** Legends of the layers that are on. */
export function LegendPanel(): JSX.Element | null {
  const current = dataset.value;
  if (!current) return null;
  const shown = listedStyles(current).filter(({ id }) => shownStyles.value.includes(id));
  return (
    <section class="panel legend-panel" aria-labelledby="legend-title">
      <PanelHead title={t("legend")} id="legend-title" onClose={() => togglePanel("legend", false)} />
      <div class="panel-body" role="group" tabIndex={0} aria-labelledby="legend-title">
        {shown.length === 0 && <p class="hint">{t("legend_none")}</p>}
        {shown.map((style) => (
          <StyleLegend key={style.id} style={style} />
        ))}
      </div>
    </section>
  );
}

function StyleLegend({ style }: { style: MapStyle }): JSX.Element {
  const { id } = style;
  const title = pick(style.title);
  const legend = legendOf(style);
  const only = legend && legend !== "failed" && legend.kind === "symbols" && legend.entries.length === 1;
  if (only) {
    return (
      <section class={`legend short legend-${id}`} aria-label={title}>
        <Swatch entry={legend.entries[0]!} name={id} />
        <h3>{title}</h3>
      </section>
    );
  }
  return (
    <section class={`legend legend-${id}`} aria-label={title}>
      <h3>{title}</h3>
      {legend === "failed" && <p class="hint">{t("legend_failed")}</p>}
      {!legend && <div class="skeleton" role="status" aria-label={t("loading")} />}
      {legend && legend !== "failed" && <LegendBody legend={legend} />}
    </section>
  );
}

/** What the colours or symbols of a style mean. */
export function LegendBody({ legend }: { legend: Legend }): JSX.Element {
  const unit = pick(legend.unit);
  const isRamp = legend.kind === "ramp" && legend.entries.length > 1;
  return (
    <>
      {unit && <p class="legend-unit">{t("legend_unit", { unit })}</p>}
      {isRamp ? <RampBar entries={legend.entries} lang={lang.value} /> : <Entries legend={legend} />}
      {legend.scale && legend.kind !== "symbols" && (
        <p class="legend-scale">{t("legend_scale", { scale: legend.scale })}</p>
      )}
    </>
  );
}

function Entries({ legend }: { legend: Legend }): JSX.Element {
  return (
    <ul class="entries">
      {legend.entries.map((entry, index) => (
        <li key={index}>
          <Swatch entry={entry} name={`${legend.style}-${index}`} />
          <span>{labelOf(entry)}</span>
        </li>
      ))}
    </ul>
  );
}

function labelOf(entry: LegendEntry): string {
  const label = pick(entry.label);
  const number = (value: number): string => formatNumber(value, lang.value, 2);
  if (label && entry.letter && entry.from != null) return `${label} (> ${number(entry.from)})`;
  if (label) return label;
  if (entry.from != null && entry.to != null) return `${number(entry.from)}–${number(entry.to)}`;
  if (entry.from != null) return `≥ ${number(entry.from)}`;
  return entry.to != null ? `< ${number(entry.to)}` : "";
}
