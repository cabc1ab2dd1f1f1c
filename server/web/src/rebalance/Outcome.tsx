import { type Signal, useComputed, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { JSX } from "preact";
import { formatNumber } from "../format.ts";
import { lang } from "../i18n.ts";
import { GridMap, type AreaLook, type Flow } from "../map/GridMap.tsx";
import { theme } from "../theme.ts";
import { Choice } from "../ui/parts.tsx";
import { AcceptBar } from "./AcceptBar.tsx";
import { Frontier } from "./Frontier.tsx";
import { MoveTables } from "./MoveTables.tsx";
import type { Move, Search, Side } from "./requests.ts";
import { acceptedMoves, gridRows, moves, refused } from "./store.ts";
import { t } from "./texts.ts";

type Summary = NonNullable<Search["summary"]>;
type When = "before" | "after";

/** Colours of the classes in both themes. */
const FILLS = {
  light: { below: "#a9c7ea", in: "#dcebd9", above: "#f3b08a", gone: "#d9d4c8" },
  dark: { below: "#365f8f", in: "#2c4a35", above: "#8f4f2b", gone: "#3a4048" },
} as const;

/** What was found: figures before and after, how the work is spread, the map, the moves. */
export function Outcome({ search, summary, picked }: { search: Search; summary: Summary; picked: Signal<string | null> }): JSX.Element {
  const when = useSignal<When>("after");
  const rows = useComputed(() => new Map((gridRows.value ?? []).map((row) => [row.grid, row])));
  const [low, high] = summary.band;
  const side = when.value;
  const lookOf = useMemo(() => {
    const fills = FILLS[theme.value];
    const known = rows.value;
    return (code: string): AreaLook => {
      const row = known.get(code);
      if (!row) return { fill: "rgba(128,128,128,0.1)" };
      if (side === "after" && row.state === "dissolved") return { fill: fills.gone, letter: "×" };
      const work = side === "before" ? row.work_before : row.work;
      if (work < low) return { fill: fills.below, letter: t("letter_below") };
      return work > high ? { fill: fills.above, letter: t("letter_above") } : { fill: fills.in };
    };
  }, [rows.value, side, low, high, theme.value, lang.value]);
  const flows = useComputed(() => flowsOf(acceptedMoves(moves.value ?? [], refused.value)));
  const number = (value: number): string => formatNumber(value, lang.value);
  return (
    <>
      <section class="panel sheet" aria-labelledby="result-title">
        <div class="sheet-head">
          <h3 id="result-title">{t("result")}</h3>
          <p>{t("moved", { households: number(summary.moved_households), units: number(summary.moved_units), bound: number(summary.bound_households) })}</p>
        </div>
        <div class="result-columns">
          <Sides before={summary.before} after={summary.after} />
          <Histogram bars={search.histogram ?? []} />
        </div>
        <p class="hint sheet-foot">
          {t("proved", { n: summary.optimal, all: summary.parents })}
          {(summary.new_grids > 0 || summary.dissolved_grids > 0) && ` · ${t("grids_change", { more: summary.new_grids, less: summary.dissolved_grids })}`}
        </p>
      </section>
      <AcceptBar search={search} />
      <div class="map-and-moves">
        <figure class="panel sheet band-map">
          <div class="sheet-head">
            <Choice<When> label={t("map_choice")} value={side} onChange={(next) => (when.value = next)}
              options={[{ id: "before", name: t("map_before") }, { id: "after", name: t("map_after") }]} />
            <Legend />
          </div>
          <GridMap grids={{ tier: "grid", plan: search.order.plan, state: search.id }} label={t("map_label", { side: t(`map_${side}`) })} lookOf={lookOf} flows={flows.value} picked={picked.value} onPick={(code) => (picked.value = code)} />
        </figure>
        <MoveTables search={search} picked={picked} />
      </div>
      {search.frontier && search.frontier.length > 0 && <Frontier search={search} trades={search.frontier} />}
    </>
  );
}

/** What moves between each two grids, the most households with the full weight. */
function flowsOf(accepted: readonly Move[]): Flow[] {
  const sums = new Map<string, Flow>();
  for (const { from, to, households } of accepted) {
    const key = `${from} ${to}`;
    const sum = sums.get(key) ?? { from, to, weight: 0 };
    sums.set(key, { ...sum, weight: sum.weight + households });
  }
  const most = Math.max(1, ...[...sums.values()].map(({ weight }) => weight));
  return [...sums.values()].map((flow) => ({ ...flow, weight: flow.weight / most }));
}

const Legend = (): JSX.Element => (
  <figcaption class="band-legend">
    {(["below", "in", "above", "gone"] as const).map((name) => (
      <span key={name}><i class={`swatch band-${name}`} aria-hidden="true" />{t(`legend_${name}`)}</span>
    ))}
    <span><i class="swatch band-flow" aria-hidden="true" />{t("legend_flow")}</span>
  </figcaption>
);

const ROWS = [
  ["row_in_band", "in_band"], ["row_below", "below"], ["row_above", "above"], ["row_outside", "outside"], ["row_least", "least"],
  ["row_median", "median"], ["row_most", "most"], ["row_compactness", "compactness"], ["row_crossed", "crossed_m"], ["row_loose", "loose_parts"],
] as const;

function Sides({ before, after }: { before: Side; after: Side }): JSX.Element {
  const value = (side: Side, name: (typeof ROWS)[number][1]): string => {
    const held = side[name];
    if (held === null) return "–";
    const text = formatNumber(held, lang.value, name === "compactness" ? 3 : 0);
    return name === "in_band" ? `${text} / ${formatNumber(side.grids, lang.value)}` : text;
  };
  return (
    <table class="sides">
      <thead>
        <tr><th scope="col">{t("measure")}</th><th scope="col" class="numeric">{t("before")}</th><th scope="col" class="numeric">{t("after")}</th></tr>
      </thead>
      <tbody>
        {ROWS.map(([key, name]) => (
          <tr key={key}>
            <th scope="row">{t(key)}</th>
            <td class="numeric">{value(before, name)}</td>
            <td class="numeric"><strong>{value(after, name)}</strong></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How many grids have how much work, before and after; each bar says its numbers. */
function Histogram({ bars }: { bars: NonNullable<Search["histogram"]> }): JSX.Element {
  const most = Math.max(1, ...bars.flatMap(({ before, after }) => [before, after]));
  const name = (work: string): string => {
    const open = /^(\d+) and more$/.exec(work);
    return open ? t("work_more", { n: open[1]! }) : work.replace("..", "–");
  };
  return (
    <figure class="histogram">
      <figcaption>{t("histogram")}</figcaption>
      <div class="bars" role="list">
        {bars.map(({ work, before, after }) => (
          <div key={work} class="bar-pair" role="listitem" aria-label={t("histogram_bar", { work: name(work), before, after })} title={t("histogram_bar", { work: name(work), before, after })}>
            <span class="bar-name">{name(work)}</span>
            <meter class="bar was" min={0} max={most} value={before} aria-hidden="true" /><span class="bar-value" aria-hidden="true">{before}</span>
            <meter class="bar is" min={0} max={most} value={after} aria-hidden="true" /><span class="bar-value" aria-hidden="true">{after}</span>
          </div>
        ))}
      </div>
      <p class="hint bars-key" aria-hidden="true"><i class="swatch was" />{t("before")}<i class="swatch is" />{t("after")}</p>
    </figure>
  );
}
