import type { JSX } from "preact";
import type { LegendEntry } from "../api.ts";
import { formatNumber } from "../format.ts";
import type { Lang } from "../i18n/text.ts";

/** A legend entry as the map draws it: colour, hatch and letter. */
export function Swatch(props: {
  entry: LegendEntry;
  shape: "area" | "dot" | "line";
  name: string;
}): JSX.Element {
  const { entry, shape, name } = props;
  const paint = { fill: entry.color, "fill-opacity": entry.alpha };
  return (
    <svg class={`swatch swatch-${shape}`} viewBox="0 0 30 20" aria-hidden="true" focusable="false">
      {shape === "area" && <rect class="swatch-edge" x="0.5" y="0.5" width="29" height="19" rx="3" {...paint} />}
      {shape === "dot" && <circle class="swatch-edge" cx="15" cy="10" r="8" fill={entry.ink ?? "#ffffff"} />}
      {shape === "dot" && <circle cx="15" cy="10" r="6" {...paint} />}
      {shape === "line" && <path class="swatch-casing" d="M3 10h24" />}
      {shape === "line" && (
        <path d="M3 10h24" stroke={entry.color} stroke-opacity={entry.alpha} stroke-width="4" stroke-linecap="round" />
      )}
      {shape === "area" && <Hatch kind={entry.hatch ?? "none"} ink={entry.ink ?? "#3a2a1a"} name={name} />}
      {shape === "area" && entry.letter && (
        <text x="15" y="14.2" text-anchor="middle" class="swatch-letter">{entry.letter}</text>
      )}
    </svg>
  );
}

const hatchPaths: Record<string, string> = {
  diagonal: "M0 6L6 0M-1 1L1 -1M5 7L7 5",
  cross: "M0 6L6 0M0 0L6 6",
  dots: "M3 3h.01",
};

function Hatch(props: { kind: string; ink: string; name: string }): JSX.Element | null {
  const { kind, ink, name } = props;
  const path = hatchPaths[kind];
  if (!path) return null;
  const id = `hatch-${name}`;
  return (
    <>
      <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse">
        <path d={path} class={`hatch hatch-${kind}`} stroke={ink} />
      </pattern>
      <rect x="1" y="1" width="28" height="18" rx="2.5" fill={`url(#${id})`} />
    </>
  );
}

/** A ramp: one bar with a mark where each step begins. */
export function RampBar({ entries, lang }: { entries: LegendEntry[]; lang: Lang }): JSX.Element {
  const width = 100 / entries.length;
  const every = Math.ceil(entries.length / 8);
  const last = entries.at(-1)?.to;
  return (
    <div class="ramp">
      <svg class="ramp-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        {entries.map(({ color, alpha }, index) => (
          <rect key={index} x={index * width} y="0" width={width + 0.2} height="10" fill={color} fill-opacity={alpha} />
        ))}
      </svg>
      <ol class="ramp-marks">
        {entries.map(({ from }, index) => (
          <li key={index}>{index % every === 0 && from != null ? formatNumber(from, lang, 2) : ""}</li>
        ))}
        <li class="ramp-end">{last != null ? formatNumber(last, lang, 2) : "+"}</li>
      </ol>
    </div>
  );
}
