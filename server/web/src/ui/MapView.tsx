import { useEffect, useRef } from "preact/hooks";
import type { JSX } from "preact";
import { followAddressBar, openingState } from "../address-bar.ts";
import { t } from "../i18n.ts";
import { createAtlas, getAtlas } from "../map/atlas.ts";
import { dataset, pendingTiles } from "../state.ts";

/** The map itself. It is drawn once, as soon as the data set is known. */
export function MapView(): JSX.Element {
  const target = useRef<HTMLDivElement>(null);
  const current = dataset.value;
  useEffect(() => {
    if (!target.current || !current || getAtlas()) return;
    const atlas = createAtlas(target.current, current, openingState());
    followAddressBar((link) => atlas.follow(link));
  }, [current !== null]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    getAtlas()?.pickCentre();
  };
  return (
    <div class="map-frame">
      <div id="map" class="map" ref={target} tabIndex={0} role="application" aria-label={t("map_label")} onKeyDown={onKeyDown} />
      <div class="crosshair" aria-hidden="true" />
      <div class={pendingTiles.value > 0 ? "progress busy" : "progress"} aria-hidden="true" />
    </div>
  );
}
