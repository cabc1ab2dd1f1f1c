//! The layers that draw the vector tiles of a style.

use hexward_engine::model::Tier;
use hexward_engine::render::{
    BarrierClass, Borders, Content, DefectStyle, DiscStyle, Fill, LineStyle, MeasureLabel,
    RiskRule, Style,
};
use serde_json::{Value, json};

use super::expressions::{by_name, color, line, size};

/// Before the names of measures in vector tiles.
const COUNT_PREFIX: &str = "count_";

/// The layers, the lowest first; none for a style without vector tiles. Patterns are not drawn: they would need pictures.
pub(crate) fn layers(style: &Style) -> Value {
    let id = style.id();
    let layers = match style.content() {
        Content::Risk { rules, borders, .. } => {
            let newest = rules.last().into_iter();
            let classes = newest.flat_map(RiskRule::classes);
            let fills = classes.map(|class| (class.level.name().to_owned(), class.fill));
            filled(id, "risk", fills, borders)
        }
        Content::Load { scale, borders } => {
            let classes = scale.classes().iter();
            let fills = classes.map(|class| (class.level.name().to_owned(), class.fill));
            filled(id, "load", fills, borders)
        }
        Content::Choropleth(statistic) => {
            filled(id, "class", statistic.scale.fills(), &statistic.borders)
        }
        // the larger tiers on top
        Content::Grids { lines } => tiers(id, lines),
        Content::Defects(look) => defects(id, look),
        Content::Change { old, new } => {
            let of = |name: &str, look| {
                let filter = json!(["==", ["get", "border"], name]);
                line(&format!("{id}-{name}"), id, look, Some(filter))
            };
            vec![of("old", old), of("new", new)]
        }
        Content::Honeycomb { line: look, .. } => vec![line(id, id, look, None)],
        Content::Barriers { classes } => barriers(id, classes),
        Content::Checkpoints { disc, closed, .. } => {
            let is_closed = json!(["==", ["get", "state"], "closed"]);
            let plain = |px: f64| json!(px);
            vec![
                circle(id, id, disc, Some(json!(["!", is_closed])), plain),
                circle(&format!("{id}-closed"), id, closed, Some(is_closed), plain),
            ]
        }
        Content::Addresses {
            measures,
            counted,
            uncounted,
            ..
        } => addresses(id, measures, counted, uncounted),
        Content::Density { .. } | Content::Labels(_) => Vec::new(),
    };
    Value::Array(layers)
}

fn filled(
    id: &str,
    field: &str,
    fills: impl Iterator<Item = (String, Fill)>,
    borders: &Borders,
) -> Vec<Value> {
    let clear = json!("rgba(0,0,0,0)");
    let fills = fills.map(|(name, fill)| (name, color(fill.color)));
    let fill = json!({
        "id": id,
        "type": "fill",
        "source": id,
        "source-layer": id,
        "paint": { "fill-color": by_name(field, fills, clear), "fill-antialias": false },
    });
    let cells = line(
        &format!("{id}-cells"),
        id,
        &borders.cells,
        Some(json!(["!", ["has", "tier"]])),
    );
    [fill, cells]
        .into_iter()
        .chain(tiers(id, &borders.tiers))
        .collect()
}

fn tiers(id: &str, lines: &[(Tier, LineStyle)]) -> Vec<Value> {
    let lines = lines.iter().map(|(tier, look)| {
        let filter = json!(["==", ["get", "tier"], tier.name()]);
        line(&format!("{id}-{tier}"), id, look, Some(filter))
    });
    lines.collect()
}

/// Ground as areas, edges as lines, points as rings.
fn defects(id: &str, look: &DefectStyle) -> Vec<Value> {
    let breaks = json!(["get", "breaks"]);
    let choice =
        |pick: fn(&Fill) -> Value| json!(["case", breaks, pick(&look.breaking), pick(&look.gaps)]);
    let of = |kind: &str| json!(["==", ["geometry-type"], kind]);
    let mut layers = tiers(id, &look.lines);
    layers.extend([
        json!({
            "id": format!("{id}-ground"),
            "type": "fill",
            "source": id,
            "source-layer": id,
            "filter": of("Polygon"),
            "paint": { "fill-color": choice(|fill| color(fill.color)) },
        }),
        json!({
            "id": format!("{id}-edges"),
            "type": "line",
            "source": id,
            "source-layer": id,
            "filter": of("LineString"),
            "paint": {
                "line-color": choice(|fill| color(fill.ink)),
                "line-width": size(&look.line_px, |px| json!(px)),
            },
        }),
        json!({
            "id": format!("{id}-points"),
            "type": "circle",
            "source": id,
            "source-layer": id,
            "filter": of("Point"),
            "paint": {
                "circle-radius": look.ring_px,
                "circle-color": "rgba(0,0,0,0)",
                "circle-stroke-color": choice(|fill| color(fill.ink)),
                "circle-stroke-width": 2,
            },
        }),
    ]);
    layers
}

/// The lowest class first; all casings of classes that follow each other lie below their lines.
fn barriers(id: &str, classes: &[BarrierClass]) -> Vec<Value> {
    let named: Vec<&str> = classes
        .iter()
        .filter_map(|class| class.class.as_deref())
        .collect();
    let filter = |class: &BarrierClass| match &class.class {
        Some(name) => json!(["==", ["get", "class"], name]),
        None => json!(["!", ["in", ["get", "class"], ["literal", named]]]),
    };
    let name = |class: &BarrierClass| class.class.as_deref().unwrap_or("other").to_owned();
    let mut layers = Vec::new();
    for group in classes.chunk_by(|a, b| a.casing.is_some() == b.casing.is_some()) {
        let casings = group.iter().filter_map(|class| {
            let id_of = format!("{id}-{}-casing", name(class));
            Some(line(
                &id_of,
                id,
                class.casing.as_ref()?,
                Some(filter(class)),
            ))
        });
        layers.extend(casings);
        let lines = group.iter().map(|class| {
            let id_of = format!("{id}-{}", name(class));
            line(&id_of, id, &class.line, Some(filter(class)))
        });
        layers.extend(lines);
    }
    layers
}

fn circle(
    id: &str,
    source: &str,
    disc: &DiscStyle,
    filter: Option<Value>,
    radius: impl Fn(f64) -> Value,
) -> Value {
    let mut layer = json!({
        "id": id,
        "type": "circle",
        "source": source,
        "source-layer": source,
        "paint": {
            "circle-radius": size(&disc.radius_px, radius),
            "circle-color": color(disc.fill),
            "circle-stroke-color": color(disc.rim),
            "circle-stroke-width": disc.rim_px,
        },
    });
    if let Some(filter) = filter {
        layer["filter"] = filter;
    }
    layer
}

/// Discs whose area grows with the count of the first measure that an address has.
fn addresses(
    id: &str,
    measures: &[MeasureLabel],
    counted: &DiscStyle,
    uncounted: &DiscStyle,
) -> Vec<Value> {
    let mut count = vec![json!("coalesce")];
    let fields = measures
        .iter()
        .map(|measure| format!("{COUNT_PREFIX}{}", measure.name));
    count.extend(fields.map(|field| json!(["get", field])));
    count.push(json!(0));
    let count = Value::Array(count);
    let some = json!([">", count, 0]);
    let grown = |px: f64| json!(["*", px, ["sqrt", ["min", count, 100]]]);
    vec![
        circle(
            &format!("{id}-without"),
            id,
            uncounted,
            Some(json!(["!", some])),
            |px| json!(px),
        ),
        circle(id, id, counted, Some(some.clone()), grown),
    ]
}
