import { useEffect, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { openingState } from "../address-bar.ts";
import { t } from "../i18n.ts";
import { createAtlas, getAtlas } from "../map/atlas.ts";
import { dataset, pendingTiles } from "../state.ts";

/** Keys that show that the map is steered from the keyboard. */
const MAP_KEYS = new Set(["Enter", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "+", "-"]);

/** The map itself. It is drawn once, as soon as the data set is known. */
export function MapView(): JSX.Element {
  const target = useRef<HTMLDivElement>(null);
  const current = dataset.value;
  useEffect(() => {
    if (!target.current || !current || getAtlas()) return;
    createAtlas(target.current, current, openingState());
  }, [current !== null]);
  const byKeys = useSignal(false);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (MAP_KEYS.has(event.key)) byKeys.value = true;
    if (event.key !== "Enter") return;
    event.preventDefault();
    getAtlas()?.pickCentre();
  };
  return (
    <div class="map-frame">
      <div
        id="map"
        class={byKeys.value ? "map by-keys" : "map"}
        ref={target}
        tabIndex={0}
        role="application"
        aria-label={t("map_label")}
        onKeyDown={onKeyDown}
        onPointerDown={() => (byKeys.value = false)}
        onFocus={(event) => (byKeys.value = event.currentTarget.matches(":focus-visible"))}
      />
      <div class="crosshair" aria-hidden="true" />
      <div class={pendingTiles.value > 0 ? "progress busy" : "progress"} aria-hidden="true" />
    </div>
  );
}
