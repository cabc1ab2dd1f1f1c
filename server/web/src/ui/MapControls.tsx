import type { JSX } from "preact";
import { formatDistance, formatPosition } from "../format.ts";
import { lang, t } from "../i18n.ts";
import { getAtlas } from "../map/atlas.ts";
import { scaleBar } from "../scale.ts";
import { metresPerPixel, narrow, pointer, view } from "../state.ts";
import { Stamp } from "./Header.tsx";
import { ExtentIcon, MinusIcon, PlusIcon } from "./icons.tsx";
import { IconButton } from "./parts.tsx";

/** Zoom and full-extent buttons. */
export const MapControls = (): JSX.Element => (
  <div class="map-controls" role="group" aria-label={t("help_zoom")}>
    <IconButton name={t("zoom_in")} icon={PlusIcon} onClick={() => getAtlas()?.zoomBy(1)} />
    <IconButton name={t("zoom_out")} icon={MinusIcon} onClick={() => getAtlas()?.zoomBy(-1)} />
    <IconButton name={t("full_extent")} icon={ExtentIcon} onClick={() => getAtlas()?.showAll()} />
  </div>
);

/** Scale bar, the position under the pointer or at the centre, and how fresh the data are. */
export function StatusLine(): JSX.Element | null {
  const position = pointer.value ?? view.value;
  if (!position) return null;
  const bar = scaleBar(metresPerPixel.value, 110);
  return (
    <div class="status-line">
      <div class="scale" role="img" aria-label={`${t("scale_bar")} ${formatDistance(bar.length_m, lang.value)}`}>
        <span>{formatDistance(bar.length_m, lang.value)}</span>
        <span class="scale-bar" style={{ width: `${bar.width_px}px` }} />
      </div>
      <span class="read-out" title={t("coordinates")}>{formatPosition(position.lon, position.lat)}</span>
      {!narrow.value && <Stamp />}
    </div>
  );
}
