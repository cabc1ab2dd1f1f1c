//! Colours, sizes and conditions as the style specification has them.

use hexward_engine::render::{LineStyle, Rgba, SizeByZoom};
use serde_json::{Value, json};

/// The zoom of the library at a pixel zoom: its tiles have 512 pixels a side.
pub(super) fn zoom(pixel_zoom: u8) -> u8 {
    pixel_zoom.saturating_sub(1)
}

/// A colour with its opacity.
pub(super) fn color(color: Rgba) -> Value {
    let Rgba { r, g, b, a } = color;
    let alpha = f64::from(a) / 255.0;
    json!(format!("rgba({r},{g},{b},{alpha:.3})"))
}

/// A size in pixels that depends on the zoom; each number changed by a function.
pub(super) fn size(size: &SizeByZoom, change: impl Fn(f64) -> Value) -> Value {
    let stops = size.stops();
    if let [(_, px)] = stops {
        return change(*px);
    }
    let mut expression = vec![json!("interpolate"), json!(["linear"]), json!(["zoom"])];
    let mut last = None;
    for &(stop, px) in stops {
        // the first pixel zoom has no zoom of its own
        if last.replace(zoom(stop)) != Some(zoom(stop)) {
            expression.extend([json!(zoom(stop)), change(px)]);
        }
    }
    Value::Array(expression)
}

/// The value that a field chooses among names; the last for any other.
pub(super) fn by_name(
    field: &str,
    names: impl IntoIterator<Item = (String, Value)>,
    other: Value,
) -> Value {
    let mut expression = vec![json!("match"), json!(["get", field])];
    for (name, value) in names {
        expression.extend([json!(name), value]);
    }
    if expression.len() == 2 {
        return other;
    }
    expression.push(other);
    Value::Array(expression)
}

/// A layer that draws lines.
pub(super) fn line(id: &str, source: &str, look: &LineStyle, filter: Option<Value>) -> Value {
    let mut layer = json!({
        "id": id,
        "type": "line",
        "source": source,
        "source-layer": source,
        "minzoom": zoom(look.from_zoom),
        "layout": { "line-cap": "round", "line-join": "round" },
        "paint": {
            "line-color": color(look.color),
            "line-width": size(&look.width_px, |px| json!(px)),
        },
    });
    if let Some(filter) = filter {
        layer["filter"] = filter;
    }
    layer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_begin_one_zoom_earlier() {
        let stops = SizeByZoom::new(vec![(0, 1.0), (1, 1.5), (9, 2.0)]).expect("rising");
        assert_eq!(
            size(&stops, |px| json!(px)),
            json!(["interpolate", ["linear"], ["zoom"], 0, 1.0, 8, 2.0])
        );
        let always = SizeByZoom::new(vec![(0, 3.0)]).expect("one");
        assert_eq!(size(&always, |px| json!(px)), json!(3.0));
        assert_eq!(by_name("kind", [], json!("red")), json!("red"));
        let blue = Rgba::parse("#0000ff80").expect("a colour");
        assert_eq!(color(blue), json!("rgba(0,0,255,0.502)"));
    }
}
