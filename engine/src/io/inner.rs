//! Points well inside a feature, in the coordinates of its file.
//!
//! The vertices of an area lie on borders, where the least rounding decides on which side they count; so points inside are
//! asked in their place.

use super::feature::{Geometry, Shape};

/// How many corners of a polygon are looked at besides its middle.
const CORNERS: usize = 8;
/// How far from a corner towards the middle a point is taken.
const INWARD: f64 = 0.1;

/// A point as it is; the middle of a line; of a polygon a point inside, and points near some of its corners. Of several
/// parts the first counts. What has no such form has no points.
pub(super) fn inner_points(geometry: &Geometry) -> Vec<[f64; 2]> {
    let shape = &geometry.shape;
    match (geometry.kind.as_str(), shape) {
        ("Point", &Shape::Point(pair)) => vec![pair],
        ("LineString", line) => middle(&vertices(line)).into_iter().collect(),
        ("MultiLineString", Shape::List(lines)) => {
            let line = lines.first().map(vertices).unwrap_or_default();
            middle(&line).into_iter().collect()
        }
        ("Polygon", polygon) => inside(polygon),
        ("MultiPolygon", Shape::List(polygons)) => polygons.first().map(inside).unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn vertices(chain: &Shape) -> Vec<[f64; 2]> {
    let Shape::List(members) = chain else {
        return Vec::new();
    };
    let pairs = members.iter().filter_map(|member| match member {
        &Shape::Point(pair) => Some(pair),
        _ => None,
    });
    pairs.collect()
}

/// The middle of the edge in the middle of a line.
fn middle(line: &[[f64; 2]]) -> Option<[f64; 2]> {
    let at = line.len() / 2;
    let (from, to) = (line.get(at.checked_sub(1)?)?, line.get(at)?);
    Some(between(*from, *to, 0.5))
}

fn between(from: [f64; 2], to: [f64; 2], part: f64) -> [f64; 2] {
    [0, 1].map(|axis| from[axis] + (to[axis] - from[axis]) * part)
}

fn inside(polygon: &Shape) -> Vec<[f64; 2]> {
    let Shape::List(rings) = polygon else {
        return Vec::new();
    };
    let rings: Vec<Vec<[f64; 2]>> = rings.iter().map(vertices).collect();
    let Some(inner) = inner_point(&rings) else {
        return Vec::new();
    };
    let outer = rings.first().map(Vec::as_slice).unwrap_or_default();
    let corners = outer.iter().skip(1).step_by((outer.len() / CORNERS).max(1));
    let near = corners.map(|&corner| between(corner, inner, INWARD));
    std::iter::once(inner).chain(near).collect()
}

/// The middle of the longest part inside the rings of a line of constant y that meets no vertex.
fn inner_point(rings: &[Vec<[f64; 2]>]) -> Option<[f64; 2]> {
    let mut heights: Vec<f64> = rings.first()?.iter().map(|vertex| vertex[1]).collect();
    heights.sort_by(f64::total_cmp);
    heights.dedup();
    let at = heights.len() / 2;
    let y = f64::midpoint(*heights.get(at.checked_sub(1)?)?, *heights.get(at)?);
    let edges = rings.iter().flat_map(|ring| ring.windows(2));
    let crossing = edges.filter(|edge| (edge[0][1] > y) != (edge[1][1] > y));
    let mut xs: Vec<f64> = crossing
        .map(|edge| {
            let part = (y - edge[0][1]) / (edge[1][1] - edge[0][1]);
            between(edge[0], edge[1], part)[0]
        })
        .collect();
    xs.sort_by(f64::total_cmp);
    let width = |pair: &&[f64]| pair[1] - pair[0];
    let widest = xs
        .chunks_exact(2)
        .max_by(|a, b| width(a).total_cmp(&width(b)))?;
    Some([f64::midpoint(widest[0], widest[1]), y])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(kind: &str, text: &str) -> Vec<[f64; 2]> {
        let text = format!(r#"{{"type":"{kind}","coordinates":{text}}}"#);
        inner_points(&serde_json::from_str(&text).expect("json"))
    }

    #[test]
    fn points_inside() {
        assert_eq!(points("Point", "[1,2,3]"), [[1.0, 2.0]]);
        assert_eq!(points("LineString", "[[0,0],[2,2],[9,9]]"), [[1.0, 1.0]]);
        assert_eq!(
            points("MultiLineString", "[[[0,0],[2,2]],[[5,5],[6,6]]]"),
            [[1.0, 1.0]]
        );
        // a hole in the middle is avoided
        let ring = "[[[0,0],[10,0],[10,6],[0,6],[0,0]],[[1,1],[7,1],[7,5],[1,5],[1,1]]]";
        let inner = points("Polygon", ring);
        assert!(inner.len() == 5 && format!("{:?}", inner[0]) == "[8.5, 3.0]");
        assert!(inner[1..].contains(&[9.85, 5.7]), "{inner:?}");
        assert_eq!(points("MultiPolygon", &format!("[{ring}]")), inner);
    }

    #[test]
    fn what_has_no_inside_has_no_points() {
        for (kind, text) in [
            ("Point", "[[1,2]]"),
            ("LineString", "[[0,0]]"),
            ("LineString", "7"),
            ("Polygon", "[]"),
            ("Polygon", "[[[0,0],[1,0],[2,0],[0,0]]]"),
            ("Polygon", "[[[0,0],[1e308,1],[-1e308,2]],3]"),
            ("MultiPolygon", "null"),
            ("GeometryCollection", "[]"),
        ] {
            let points = points(kind, text);
            assert!(points.len() < 5, "{kind} {text}: {points:?}");
        }
    }
}
