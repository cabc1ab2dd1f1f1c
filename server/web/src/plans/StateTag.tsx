import type { JSX } from "preact";
import type { PlanState } from "./requests.ts";
import { t } from "./texts.ts";

/** Shapes of the states, so that none is told by colour alone. */
const SHAPES: Record<PlanState, string> = {
  draft: "M2 10l1-3 5-5 2 2-5 5z",
  validated: "M2 6.5L5 9.5 10.5 3",
  submitted: "M6 1.5v5l3 2M6 .8a5.2 5.2 0 1 1 0 10.4A5.2 5.2 0 0 1 6 .8z",
  approved: "M1 6.5L3.6 9 8 4M5.5 8.4L6.2 9 11 4",
  "in-force": "M3 11V1.5h6.5L8 4l1.5 2.5H3",
  archived: "M1.5 2h9v2.5h-9zM2.3 4.5v5.5h7.4V4.5M4.8 6.5h2.4",
  withdrawn: "M2.5 2.5l7 7M9.5 2.5l-7 7",
};

/** Where a plan stands, as sign and text. */
export const StateTag = ({ state }: { state: PlanState }): JSX.Element => (
  <span class={`tag state state-${state}`}>
    <svg viewBox="0 0 12 12" aria-hidden="true" focusable="false"><path d={SHAPES[state]} /></svg>
    {t(`state_${state}`)}
  </span>
);
