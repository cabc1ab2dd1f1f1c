/**
 * Maps of 256 pixels a side around one tile, each made by a library within the page. A map calls back once all is drawn.
 * Each function is sent to the page as text: it can use nothing from outside.
 */

const leaflet = async ({ base, lon, lat, zoom, style }) => {
  const L = await import("/node_modules/leaflet/dist/leaflet-src.esm.js");
  const map = L.map("map", {
    center: [lat, lon],
    zoom,
    zoomControl: false,
    attributionControl: false,
    fadeAnimation: false,
    zoomAnimation: false,
  });
  const layer = L.tileLayer(`${base}/tiles/${style}/{z}/{x}/{y}{r}.png`, { maxZoom: 23 });
  const loaded = new Promise((resolve) => layer.once("load", resolve));
  layer.addTo(map);
  await loaded;
};

const maplibre = async ({ base, lon, lat, zoom, style, format }) => {
  const maplibregl = await import("/node_modules/maplibre-gl/dist/maplibre-gl.mjs");
  const document_ = await (await fetch(`${base}/styles/${style}/style.json?format=${format}`)).json();
  const map = new maplibregl.Map({
    container: "map",
    style: document_,
    center: [lon, lat],
    // its zooms are those of tiles of 512 pixels
    zoom: zoom - 1,
    attributionControl: false,
    fadeDuration: 0,
    maxZoom: 23,
  });
  const failed = new Promise((_, reject) => map.on("error", (event) => reject(event.error)));
  await Promise.race([failed, new Promise((resolve) => map.once("idle", resolve))]);
};

const openlayers = async ({ base, lon, lat, zoom, style, kind }) => {
  await new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "/node_modules/ol/dist/ol.js";
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  const { ol } = window;
  // tiles that fade in are half transparent for a while
  const transition = 0;
  const makers = {
    xyz: () => new ol.source.XYZ({ url: `${base}/tiles/${style}/{z}/{x}/{y}.png`, maxZoom: 23, transition }),
    webp: () => new ol.source.XYZ({ url: `${base}/tiles/${style}/{z}/{x}/{y}.webp`, maxZoom: 23, transition }),
    // rows from the south, in GCJ-02, which shifts nothing outside China
    tms: () => new ol.source.XYZ({ url: `${base}/tiles/${style}/{z}/{x}/{-y}.png?set=gcj02-tms`, maxZoom: 23, transition }),
    ogc: () => new ol.source.OGCMapTile({ url: `${base}/ogc/styles/${style}/map/tiles/WebMercatorQuad`, transition }),
    wmts: async () => {
      const text = await (await fetch(`${base}/wmts/1.0.0/WMTSCapabilities.xml`)).text();
      const capabilities = new ol.format.WMTSCapabilities().read(text);
      const options = ol.source.WMTS.optionsFromCapabilities(capabilities, { layer: style });
      return new ol.source.WMTS({ ...options, transition });
    },
    wmtsOfTianditu: async () => {
      const text = await (await fetch(`${base}/wmts/1.0.0/WMTSCapabilities.xml`)).text();
      const capabilities = new ol.format.WMTSCapabilities().read(text);
      const options = ol.source.WMTS.optionsFromCapabilities(capabilities, { layer: style, matrixSet: "w" });
      return new ol.source.WMTS({ ...options, transition });
    },
    wmtsKvp: async () => {
      const text = await (await fetch(`${base}/wmts?SERVICE=WMTS&REQUEST=GetCapabilities`)).text();
      const capabilities = new ol.format.WMTSCapabilities().read(text);
      const options = ol.source.WMTS.optionsFromCapabilities(capabilities, { layer: style, requestEncoding: "KVP" });
      return new ol.source.WMTS({ ...options, transition });
    },
  };
  const vector = kind === "ogcVector";
  const source = vector
    ? new ol.source.OGCVectorTile({
        url: `${base}/ogc/collections/${style}/tiles/WebMercatorQuad`,
        format: new ol.format.MVT(),
        transition,
      })
    : await makers[kind]();
  // the rendering of a map is complete, too, while a source still asks where its tiles are
  await new Promise((resolve) => {
    const look = () => source.getState() !== "loading" && resolve();
    source.on("change", look);
    look();
  });
  const layer = vector
    ? new ol.layer.VectorTile({
        source,
        style: new ol.style.Style({ stroke: new ol.style.Stroke({ color: "#000", width: 2 }) }),
      })
    : new ol.layer.Tile({ source });
  const map = new ol.Map({
    target: "map",
    controls: [],
    layers: [layer],
    view: new ol.View({ center: ol.proj.fromLonLat([lon, lat]), zoom }),
  });
  await new Promise((resolve) => map.once("rendercomplete", resolve));
};

export const MAPS = [
  { name: "leaflet", make: leaflet, tile: "risk" },
  { name: "leaflet-2x", make: leaflet, tile: "risk", ratio: 2 },
  { name: "leaflet-points-2x", make: leaflet, tile: "checkpoints", ratio: 2 },
  { name: "maplibre-raster", make: maplibre, tile: "cases", format: "png" },
  { name: "maplibre-webp", make: maplibre, tile: "risk", format: "webp" },
  // it smooths edges in its own way, and has no hatches
  { name: "maplibre-risk", make: maplibre, tile: "risk", format: "mvt", most: 14 },
  { name: "maplibre-streets", make: maplibre, tile: "streets", format: "mvt", most: 10 },
  { name: "maplibre-checkpoints", make: maplibre, tile: "checkpoints", format: "mvt", most: 4 },
  { name: "maplibre-addresses", make: maplibre, tile: "addresses", format: "mvt", most: 8 },
  { name: "maplibre-grids", make: maplibre, tile: "grids", format: "mvt", most: 6 },
  { name: "openlayers-xyz", make: openlayers, tile: "risk", kind: "xyz" },
  { name: "openlayers-webp", make: openlayers, tile: "cases", kind: "webp" },
  { name: "openlayers-ogc", make: openlayers, tile: "risk", kind: "ogc" },
  { name: "openlayers-wmts", make: openlayers, tile: "risk", kind: "wmts" },
  { name: "openlayers-wmts-w", make: openlayers, tile: "risk", kind: "wmtsOfTianditu" },
  { name: "openlayers-gcj02-tms", make: openlayers, tile: "cases", kind: "tms" },
  { name: "openlayers-wmts-kvp", make: openlayers, tile: "cases", kind: "wmtsKvp" },
  { name: "openlayers-ogc-vector", make: openlayers, tile: "grids", style: "grids-grid", kind: "ogcVector", most: 10 },
];
