import Feature from "ol/Feature.js";
import MultiPoint from "ol/geom/MultiPoint.js";
import VectorLayer from "ol/layer/Vector.js";
import OlMap from "ol/Map.js";
import { fromLonLat } from "ol/proj.js";
import VectorSource from "ol/source/Vector.js";
import CircleStyle from "ol/style/Circle.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import View from "ol/View.js";
import { useEffect, useRef } from "preact/hooks";
import type { JSX } from "preact";
import { createTileLayer } from "../map/tiles.ts";
import { choicesOf, dataset } from "../state.ts";
import { theme } from "../theme.ts";
import type { Survey } from "./requests.ts";
import { t } from "./texts.ts";

type Spots = NonNullable<Survey["spots"]>;

/** The chosen system's points are drawn full, those of the others as rings. */
function dots(full: boolean): Style {
  const ink = theme.peek() === "dark" ? "#9cc4ff" : "#14418c";
  const other = theme.peek() === "dark" ? "#f7b055" : "#a85200";
  const paper = theme.peek() === "dark" ? "#12171c" : "#ffffff";
  return new Style({
    image: new CircleStyle(
      full
        ? { radius: 3.5, fill: new Fill({ color: ink }), stroke: new Stroke({ color: paper, width: 1.5 }) }
        : { radius: 3, stroke: new Stroke({ color: other, width: 1.5 }) },
    ),
    zIndex: full ? 1 : 0,
  });
}

/** Where the points of a file would lie on the stored grids, under the chosen system and under the others. */
export function ProofMap({ spots, chosen }: { spots: Spots; chosen: string }): JSX.Element {
  const target = useRef<HTMLDivElement>(null);
  const source = useRef(new VectorSource());
  useEffect(() => {
    const current = dataset.peek();
    if (!target.current || !current) return;
    const map = new OlMap({
      target: target.current,
      layers: [new VectorLayer({ source: source.current, zIndex: 10 })],
      view: new View({ center: fromLonLat(current.center), zoom: current.zoom, maxZoom: 20 }),
      controls: [],
    });
    for (const id of ["streets", "grids"]) {
      const style = current.styles.find((known) => known.id === id);
      if (style) createTileLayer(id, choicesOf(style), current.bounds).then((layer) => map.addLayer(layer), () => undefined);
    }
    const [west, south, east, north] = current.bounds;
    if (west < east) map.getView().fit([...fromLonLat([west, south]), ...fromLonLat([east, north])], { padding: [24, 24, 24, 24] });
    return () => map.setTarget(undefined);
  }, []);
  useEffect(() => {
    source.current.clear();
    for (const { crs, points } of spots) {
      const feature = new Feature(new MultiPoint(points.map((point) => fromLonLat(point))));
      feature.setStyle(dots(crs === chosen));
      source.current.addFeature(feature);
    }
  }, [spots, chosen, theme.value]);
  return (
    <figure class="proof">
      <div ref={target} class="proof-map" role="img" aria-label={t("proof_label", { crs: chosen || "–" })} />
      <figcaption class="hint"><span class="dot full" />{t("proof_chosen")}<span class="dot ring" />{t("proof_others")}</figcaption>
    </figure>
  );
}
