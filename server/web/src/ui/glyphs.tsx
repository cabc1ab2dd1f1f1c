import type { JSX } from "preact";

const drawings: Record<string, JSX.Element> = {
  streets: (
    <g class="glyph-streets">
      <path d="M-2 12L38 22M12 -2l6 40M30 -2l-8 40M-2 30l40-4" />
    </g>
  ),
  cases: (
    <g class="glyph-cases">
      <circle cx="19" cy="18" r="14" />
      <circle cx="19" cy="18" r="9" />
      <circle cx="19" cy="18" r="4.5" />
    </g>
  ),
  risk: (
    <g class="glyph-risk">
      <path class="a" d="M18 3l8 4.6v9.2l-8 4.6-8-4.6V7.6z" />
      <path class="b" d="M10 17l8 4.6v9.2l-8 4.6-8-4.6v-9.2z" />
      <path class="c" d="M26 17l8 4.6v9.2l-8 4.6-8-4.6v-9.2z" />
    </g>
  ),
  load: (
    <g class="glyph-load">
      <path class="a" d="M0 0h16l2 14-18 6z" />
      <path class="b" d="M16 0h20v18l-18-4z" />
      <path class="c" d="M0 20l18-6 18 4v18H0z" />
    </g>
  ),
  counts: (
    <g class="glyph-counts">
      <path class="a" d="M0 0h15l3 12-18 7z" />
      <path class="b" d="M15 0h21v15l-18-3z" />
      <path class="c" d="M18 12l18 3v21H22z" />
      <path class="d" d="M0 19l18-7 4 24H0z" />
    </g>
  ),
  rates: (
    <g class="glyph-rates">
      <path class="a" d="M0 0h15l3 12-18 7z" />
      <path class="b" d="M15 0h21v15l-18-3z" />
      <path class="c" d="M18 12l18 3v21H22z" />
      <path class="d" d="M0 19l18-7 4 24H0z" />
    </g>
  ),
  defects: (
    <g class="glyph-defects">
      <path d="M-2 12l18-4 22 6M16 8l4 30M-2 28l22-3" />
      <path class="a" d="M13 14l12 2-2 9-11-2z" />
    </g>
  ),
  grids: (
    <g class="glyph-grids">
      <path d="M-2 14l16-6 24 5M14 8l4 14-6 16M18 22l20-2M18 22L-2 27" />
    </g>
  ),
  honeycomb: (
    <g class="glyph-honeycomb">
      <path d="M18 3l8 4.6v9.2l-8 4.6-8-4.6V7.6zM10 17l8 4.6v9.2l-8 4.6-8-4.6v-9.2zM26 17l8 4.6v9.2l-8 4.6-8-4.6v-9.2z" />
    </g>
  ),
  labels: (
    <g class="glyph-labels">
      <path d="M8 30L18 6l10 24M11.5 21.5h13" />
    </g>
  ),
  addresses: (
    <g class="glyph-addresses">
      <circle cx="9" cy="11" r="2.4" />
      <circle cx="19" cy="9" r="3.4" />
      <circle cx="28" cy="14" r="2.4" />
      <circle cx="12" cy="22" r="4.2" />
      <circle cx="23" cy="24" r="2.8" />
      <circle cx="29" cy="29" r="2" />
    </g>
  ),
  checkpoints: (
    <g class="glyph-checkpoints">
      <path d="M18 30s-8-7.2-8-13.4a8 8 0 0 1 16 0C26 22.8 18 30 18 30z" />
      <circle cx="18" cy="16.6" r="3" />
    </g>
  ),
};

/** A small picture of what a style draws. */
export const Glyph = ({ style }: { style: string }): JSX.Element => (
  <svg class="glyph" viewBox="0 0 36 36" aria-hidden="true" focusable="false">
    {drawings[style] ?? drawings["grids"]}
  </svg>
);
