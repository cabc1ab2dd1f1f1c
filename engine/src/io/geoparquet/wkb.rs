//! Well-known binary (OGC 06-103r4, with the types of ISO 13249-3 for heights and measures) as GeoJSON: x before y, no
//! heights, no measures.

use std::fmt::Write;

/// What stands as the type of a geometry that cannot be read, so that its row is refused by that name.
const DAMAGED: &str = "damaged well-known binary";

/// Types and how they are called in GeoJSON, from 1.
const NAMES: [&str; 7] = [
    "Point",
    "LineString",
    "Polygon",
    "MultiPoint",
    "MultiLineString",
    "MultiPolygon",
    "GeometryCollection",
];

/// A geometry as GeoJSON has it; none where it is empty. One of a type that is not read is named without its coordinates,
/// and a multi-point of one point is that point.
pub(super) fn geojson_of(bytes: &[u8]) -> Option<String> {
    let mut reader = Reader {
        bytes,
        is_little: true,
    };
    let mut out = String::with_capacity(2 * bytes.len());
    match reader.geometry(&mut out) {
        Some(Found::Geometry(kind)) if reader.bytes.is_empty() => {
            Some(format!(r#"{{"type":"{kind}","coordinates":{out}}}"#))
        }
        Some(Found::Empty) if reader.bytes.is_empty() => None,
        Some(Found::Other(kind)) => Some(format!(r#"{{"type":"{kind}","coordinates":[]}}"#)),
        _ => Some(format!(r#"{{"type":"{DAMAGED}","coordinates":[]}}"#)),
    }
}

/// What was found.
enum Found {
    /// A geometry of this type, whose coordinates were written.
    Geometry(&'static str),
    /// One without coordinates.
    Empty,
    /// One of a type that is not read.
    Other(&'static str),
}

struct Reader<'a> {
    bytes: &'a [u8],
    is_little: bool,
}

/// A type, and how many bytes a position of it has.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Head {
    kind: u32,
    position_bytes: usize,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.bytes.split_first_chunk::<N>()?;
        self.bytes = rest;
        Some(*taken)
    }

    fn word(&mut self) -> Option<u32> {
        let bytes = self.take()?;
        Some(if self.is_little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    }

    fn number(&mut self) -> Option<f64> {
        let bytes = self.take()?;
        Some(if self.is_little {
            f64::from_le_bytes(bytes)
        } else {
            f64::from_be_bytes(bytes)
        })
    }

    fn head(&mut self) -> Option<Head> {
        let [order] = self.take()?;
        self.is_little = match order {
            0 => false,
            1 => true,
            _ => return None,
        };
        let code = self.word()?;
        let numbers = match code / 1000 {
            0 => 2,
            1 | 2 => 3,
            3 => 4,
            _ => return None,
        };
        Some(Head {
            kind: code % 1000,
            position_bytes: 8 * numbers,
        })
    }

    /// How many members follow, each of so many bytes at least.
    fn count(&mut self, least_bytes: usize) -> Option<usize> {
        let count = self.word()? as usize;
        (count.checked_mul(least_bytes)? <= self.bytes.len()).then_some(count)
    }

    fn geometry(&mut self, out: &mut String) -> Option<Found> {
        let head = self.head()?;
        let name = match head.kind {
            kind @ 1..=7 => NAMES[kind as usize - 1],
            8 => return Some(Found::Other("CircularString")),
            9 => return Some(Found::Other("CompoundCurve")),
            10 => return Some(Found::Other("CurvePolygon")),
            11 => return Some(Found::Other("MultiCurve")),
            12 => return Some(Found::Other("MultiSurface")),
            15 => return Some(Found::Other("PolyhedralSurface")),
            16 => return Some(Found::Other("TIN")),
            _ => return None,
        };
        match head.kind {
            1..=3 => {
                let is_empty = self.simple(head, out)?;
                Some(if is_empty {
                    Found::Empty
                } else {
                    Found::Geometry(name)
                })
            }
            4..=6 => {
                let count = self.several(head, out)?;
                Some(match (head.kind, count) {
                    (_, 0) => Found::Empty,
                    (4, 1) => {
                        // the brackets around the only member go
                        out.pop();
                        out.remove(0);
                        Found::Geometry("Point")
                    }
                    _ => Found::Geometry(name),
                })
            }
            _ => Some(Found::Other(name)),
        }
    }

    /// The members of a geometry of several; how many there are.
    fn several(&mut self, head: Head, out: &mut String) -> Option<usize> {
        let count = self.count(5)?;
        out.push('[');
        for i in 0..count {
            if i > 0 {
                out.push(',');
            }
            let member = self.head()?;
            let expected = Head {
                kind: head.kind - 3,
                ..head
            };
            if member != expected {
                return None;
            }
            self.simple(member, out)?;
        }
        out.push(']');
        Some(count)
    }

    /// A point, line or polygon; whether it is empty.
    fn simple(&mut self, head: Head, out: &mut String) -> Option<bool> {
        match head.kind {
            1 => self.position(head, out),
            2 => Some(self.chain(head, out)? == 0),
            _ => {
                let rings = self.count(4)?;
                out.push('[');
                for i in 0..rings {
                    if i > 0 {
                        out.push(',');
                    }
                    self.chain(head, out)?;
                }
                out.push(']');
                Some(rings == 0)
            }
        }
    }

    fn chain(&mut self, head: Head, out: &mut String) -> Option<usize> {
        let count = self.count(head.position_bytes)?;
        out.push('[');
        for i in 0..count {
            if i > 0 {
                out.push(',');
            }
            self.position(head, out)?;
        }
        out.push(']');
        Some(count)
    }

    /// A position; whether it is that of an empty point.
    fn position(&mut self, head: Head, out: &mut String) -> Option<bool> {
        let (x, y) = (self.number()?, self.number()?);
        for _ in 2..head.position_bytes / 8 {
            self.number()?;
        }
        let _infallible = if x.is_finite() && y.is_finite() {
            write!(out, "[{x},{y}]")
        } else {
            write!(out, "[null,null]")
        };
        Some(x.is_nan() && y.is_nan())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes of words and numbers, least byte first.
    fn wkb(parts: &[(u32, &[f64])]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (word, numbers) in parts {
            match word {
                // a byte order and a type
                1001.. | 1..=16 => {
                    bytes.push(1);
                    bytes.extend(word.to_le_bytes());
                }
                // a count, marked
                word => bytes.extend((word - 100).to_le_bytes()),
            }
            bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        }
        bytes
    }

    fn is(bytes: &[u8], json: &str) {
        let found = geojson_of(bytes).unwrap_or_else(|| "null".to_owned());
        assert_eq!(found, json);
    }

    #[test]
    fn geometries() {
        is(
            &wkb(&[(1, &[1.5, -2.0])]),
            r#"{"type":"Point","coordinates":[1.5,-2]}"#,
        );
        is(
            &wkb(&[(3001, &[1.5, -2.0, 3.0, 4.0])]),
            r#"{"type":"Point","coordinates":[1.5,-2]}"#,
        );
        is(
            &wkb(&[(2, &[]), (102, &[0.0, 0.0, 1.0, 1.0])]),
            r#"{"type":"LineString","coordinates":[[0,0],[1,1]]}"#,
        );
        is(
            &wkb(&[
                (6, &[]),
                (101, &[]),
                (3, &[]),
                (101, &[]),
                (101, &[7.0, 8.0]),
            ]),
            r#"{"type":"MultiPolygon","coordinates":[[[[7,8]]]]}"#,
        );
        is(
            &wkb(&[(4, &[]), (101, &[]), (1, &[7.0, 8.0])]),
            r#"{"type":"Point","coordinates":[7,8]}"#,
        );
        let mut big = vec![0, 0, 0, 0, 1];
        big.extend(1.0_f64.to_be_bytes());
        big.extend(2.0_f64.to_be_bytes());
        is(&big, r#"{"type":"Point","coordinates":[1,2]}"#);
    }

    #[test]
    fn empty_ones_and_others() {
        is(&wkb(&[(1, &[f64::NAN, f64::NAN])]), "null");
        is(&wkb(&[(3, &[]), (100, &[])]), "null");
        is(&wkb(&[(6, &[]), (100, &[])]), "null");
        is(
            &wkb(&[(10, &[])]),
            r#"{"type":"CurvePolygon","coordinates":[]}"#,
        );
        is(
            &wkb(&[(7, &[]), (100, &[])]),
            r#"{"type":"GeometryCollection","coordinates":[]}"#,
        );
    }

    #[test]
    fn damaged_ones_are_named_and_cost_nothing() {
        let named = format!(r#"{{"type":"{DAMAGED}","coordinates":[]}}"#);
        let line = wkb(&[(2, &[]), (102, &[0.0, 0.0, 1.0, 1.0])]);
        for end in 0..line.len() {
            is(&line[..end], &named);
        }
        // more behind, a claim of four thousand million vertices, a line among polygons, an unknown order
        is(&[line.clone(), vec![0]].concat(), &named);
        is(&[&line[..5], &[255; 4]].concat(), &named);
        is(&wkb(&[(6, &[]), (101, &[]), (2, &[]), (100, &[])]), &named);
        is(&[&[7], &line[1..]].concat(), &named);
    }
}
