import MultiPolygon from "ol/geom/MultiPolygon.js";
import type { Outline, Position } from "../outline.ts";

/** Radius of the sphere of the map's projection, in metres. */
const SPHERE_M = 6_378_137;

/** A position in the projection of the map. */
export const projected = ([lon, lat]: Position): [number, number] => [
  (SPHERE_M * lon * Math.PI) / 180,
  SPHERE_M * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)),
];

/** An outline in the projection of the map. */
export const areaOf = (outline: Outline): MultiPolygon =>
  new MultiPolygon(outline.map((polygon) => polygon.map((ring) => ring.map(projected))));
