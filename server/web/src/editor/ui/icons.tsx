import type { ComponentChildren, JSX } from "preact";
import type { ToolName } from "../draft.ts";

/** Draws an outline icon of 24 by 24 units; it is decoration and has no name. */
const outline = (children: ComponentChildren): (() => JSX.Element) => () => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    {children}
  </svg>
);

/** The icons of the tools. */
export const TOOL_ICONS: Record<ToolName, () => JSX.Element> = {
  select: outline(<path d="M6 3.5l12 8-5.4 1.2L10 18z" />),
  pan: outline(<path d="M12 3v18M3 12h18M9.5 5.5L12 3l2.5 2.5M9.5 18.5L12 21l2.5-2.5M5.5 9.5L3 12l2.5 2.5M18.5 9.5L21 12l-2.5 2.5" />),
  lasso: outline(<path d="M12 4c5 0 8.5 2.2 8.5 5.4S17 15 12 15s-8.5-2.3-8.5-5.6S7 4 12 4zM7.5 14c-2 1-2 3.4 0 3.8 2 .4 2.4 2.2 1 3.2" stroke-dasharray="3 2.4" />),
  paint: outline(<path d="M14 4l6 6-8.5 5.5-3-3zM8.5 12.5c-3 0-4 1.5-4 4 0 1.6-.6 2.5-1.5 3 4 .6 8.5 0 8.5-4" />),
  erase: outline(<path d="M13.5 4.5l6 6L11 19H7.5L4 15.500zM9 9l6 6M11 19h9" />),
  node: outline(<path d="M4 18L10 8l9 5M10 5.6a2.400 2.400 0 1 0 0 4.800 2.400 2.400 0 1 0 0-4.800M4 16a2 2 0 1 0 0 4 2 2 0 1 0 0-4M19.500 11a2 2 0 1 0 0 4 2 2 0 1 0 0-4" />),
  reshape: outline(<path d="M4 5v14M4 12c4-6 7-6 9 0s4 5 7 0M20 5v14" />),
  split: outline(<path d="M4 6h16v12H4zM14 3.500L10 20.500" />),
  draw: outline(<path d="M5 9l6-5 8 4-1.500 10L7 19zM12 9v6M9 12h6" />),
  measure: outline(<path d="M3.500 16.500l13-13 4 4-13 13zM7 13l2 2M10 10l2.500 2.500M13 7l2 2" />),
};
/** Draws two areas that become one, for merging. */
export const MergeIcon = outline(<path d="M4 5h7v14H4zM13 5h7v14h-7M9 12h6M13 9.500l2.500 2.500-2.500 2.500" />);
/** Draws a padlock. */
export const LockIcon = outline(<path d="M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3" />);
/** Draws a magnet, for snapping. */
export const SnapIcon = outline(<path d="M6 4v8a6 6 0 0 0 12 0V4h-4v8a2 2 0 0 1-4 0V4zM6 8h4M14 8h4" />);
/** Draws an arrow back. */
export const UndoIcon = outline(<path d="M9 6L4 10.500 9 15M4.500 10.500H14a5 5 0 0 1 0 10h-3" />);
/** Draws an arrow ahead. */
export const RedoIcon = outline(<path d="M15 6l5 4.500L15 15M19.500 10.500H10a5 5 0 0 0 0 10h3" />);
