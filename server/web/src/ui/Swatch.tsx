import type { JSX } from "preact";
import type { LegendEntry } from "../api.ts";
import { formatNumber } from "../format.ts";
import type { Lang } from "../i18n/text.ts";

/** A legend entry as the map draws it: colour, hatch, letter, or the shape and mark of a symbol. */
export function Swatch({ entry, name }: { entry: LegendEntry; name: string }): JSX.Element {
  const shape = entry.shape ?? "area";
  const paint = { fill: entry.color, "fill-opacity": entry.alpha };
  const symbol = symbolPaths[shape];
  return (
    <svg class={`swatch swatch-${shape}`} viewBox="0 0 30 20" aria-hidden="true" focusable="false">
      {shape === "area" && <rect class="swatch-edge" x="0.5" y="0.5" width="29" height="19" rx="3" {...paint} />}
      {symbol && <path class="swatch-edge" d={symbol} fill={entry.ink ?? "#ffffff"} />}
      {symbol && <path d={symbol} {...paint} stroke={entry.ink ?? "#ffffff"} stroke-width="1.6" />}
      {symbol && <path class="swatch-mark" d={markPaths[entry.mark ?? "none"] ?? ""} stroke={entry.ink ?? "#ffffff"} />}
      {shape === "line" && <path class="swatch-casing" d="M3 10h24" />}
      {shape === "line" && (
        <path d="M3 10h24" stroke={entry.color} stroke-opacity={entry.alpha} stroke-width="4" stroke-linecap="round" />
      )}
      {shape === "text" && (
        <text x="15" y="15" text-anchor="middle" class="swatch-text" fill={entry.color}>字A</text>
      )}
      {shape === "area" && <Hatch kind={entry.hatch ?? "none"} ink={entry.ink ?? "#3a2a1a"} name={name} />}
      {shape === "area" && entry.letter && (
        <text x="15" y="14.2" text-anchor="middle" class="swatch-letter">{entry.letter}</text>
      )}
    </svg>
  );
}

const symbolPaths: Partial<Record<string, string>> = {
  circle: "M15 3a7 7 0 0 1 0 14a7 7 0 0 1 0-14z",
  square: "M8.8 3.8h12.4v12.4h-12.4z",
  diamond: "M15 1.2l8.8 8.8-8.8 8.8-8.8-8.8z",
};

const markPaths: Partial<Record<string, string>> = {
  bar: "M11 14l8-8",
  cross: "M11.6 13.4l6.8-6.8M11.6 6.6l6.8 6.8",
  tick: "M11.5 10.4l2.7 2.6 4.3-5.7",
};

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
