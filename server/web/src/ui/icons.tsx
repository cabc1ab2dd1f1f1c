import type { ComponentChildren, JSX } from "preact";

/** Draws an outline icon of 24 by 24 units; it is decoration and has no name. */
function outline(children: ComponentChildren): () => JSX.Element {
  return () => (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

/** The mark of the product. */
export const Mark = (): JSX.Element => (
  <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <path class="mark-outer" d="M16 2l12.1 7v14L16 30 3.9 23V9z" />
    <path class="mark-inner" d="M16 8.6l6.4 3.7v7.4L16 23.4l-6.4-3.7v-7.4z" />
    <circle class="mark-core" cx="16" cy="16" r="3.4" />
  </svg>
);

/** Draws a stack of sheets, for layers. */
export const LayersIcon = outline(<path d="M12 3l9 5-9 5-9-5zM3.5 12.5L12 17l8.5-4.5M3.5 16.5L12 21l8.5-4.5" />);
/** Draws swatches with lines, for the legend. */
export const LegendIcon = outline(<path d="M4 5h4v4H4zM4 15h4v4H4zM12 7h8M12 17h8" />);
/** Draws a printer. */
export const PrintIcon = outline(<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z" />);
/** Draws a table. */
export const TableIcon = outline(<path d="M3.5 5h17v14h-17zM3.5 10h17M3.5 14.5h17M9.5 10v9" />);
/** Draws angle brackets, for embedding. */
export const EmbedIcon = outline(<path d="M8.5 7L3.5 12l5 5M15.5 7l5 5-5 5M13.5 5l-3 14" />);
/** Draws a chain, for links. */
export const LinkIcon = outline(
  <path d="M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7L12 17.7" />,
);
/** Draws a keyboard, for the list of keys. */
export const KeyboardIcon = outline(<path d="M3 6.5h18v11H3zM6.5 10h1M10 10h1M13.5 10h1M17 10h1M7.5 14h9" />);
/** Draws three dots, for what else there is. */
export const MoreIcon = outline(<path d="M5 12h.01M12 12h.01M19 12h.01" stroke-width="2.6" />);
/** Draws head and shoulders, for who sits here. */
export const PersonIcon = outline(<path d="M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.5 20.5c.6-4 3.6-6 7.5-6s6.9 2 7.5 6" />);
/** Draws a cross, for closing. */
export const CloseIcon = outline(<path d="M6 6l12 12M18 6L6 18" />);
/** Draws a plus, for zooming in. */
export const PlusIcon = outline(<path d="M12 5v14M5 12h14" />);
/** Draws a minus, for zooming out. */
export const MinusIcon = outline(<path d="M5 12h14" />);
/** Draws a frame, for the full extent. */
export const ExtentIcon = outline(<path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5M9 12a3 3 0 1 0 6 0 3 3 0 1 0-6 0" />);
/** Draws two sheets, for copying. */
export const CopyIcon = outline(<path d="M9 9h11v11H9zM5 15H4V4h11v1" />);
/** Draws an arrow into a tray, for saving a file. */
export const DownloadIcon = outline(<path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4.5 20h15" />);
/** Draws a magnifying glass, for finding. */
export const SearchIcon = outline(<path d="M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 1 0 0-13M15.3 15.3L20.5 20.5" />);
/** Draws a shield with a tick, for what was checked. */
export const CheckIcon = outline(<path d="M12 3l7.5 2.8v5.4c0 4.6-3 8-7.5 9.8-4.5-1.8-7.5-5.2-7.5-9.8V5.8zM8.5 12l2.5 2.5 4.5-5" />);
/** Draws a chevron, for the sort order. */
export const ChevronIcon = outline(<path d="M7 10l5 5 5-5" />);
/** Draws a reticle, for zooming to a place. */
export const AimIcon = outline(<path d="M12 8a4 4 0 1 0 0 8 4 4 0 1 0 0-8M12 2.5V6M12 18v3.5M2.5 12H6M18 12h3.5" />);
/** Draws a sun, for the light theme. */
export const SunIcon = outline(
  <path d="M12 8a4 4 0 1 0 0 8 4 4 0 1 0 0-8M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4" />,
);
/** Draws a moon, for the dark theme. */
export const MoonIcon = outline(<path d="M19.5 14.5A8 8 0 1 1 9.5 4.5a6.5 6.5 0 0 0 10 10z" />);
/** Draws a half-filled disc, for the theme of the system. */
export const AutoThemeIcon = outline(
  <>
    <path d="M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 1 0 0-17z" />
    <path class="icon-solid" d="M12 3.5a8.5 8.5 0 0 1 0 17z" />
  </>,
);
/** Draws a warning sign. */
export const WarningIcon = outline(<path d="M12 4l9 16H3zM12 10v5M12 17.5v.5" />);
/** Draws a pin, for checkpoints. */
export const CheckpointIcon = outline(<path d="M12 21s-6.5-5.8-6.5-11a6.5 6.5 0 0 1 13 0c0 5.2-6.5 11-6.5 11zM12 7.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 1 0 0-4.4" />);
/** Draws a house, for addresses. */
export const HouseIcon = outline(<path d="M4 11l8-7 8 7M6 9.5V20h12V9.5M10 20v-5h4v5" />);
/** Draws a folded map, for grids. */
export const GridIcon = outline(<path d="M4 5l6-1 4 2 6-1v14l-6 1-4-2-6 1zM10 4v14M14 6v14" />);
/** Draws a hexagon, for honeycomb cells. */
export const CellIcon = outline(<path d="M12 3l7.8 4.5v9L12 21l-7.8-4.5v-9z" />);
