//! Well-known text (OGC 06-103r4) of lines and areas, which CSV files have in the column `geometry`.
//!
//! What it says may have heights and measures, which are not read; what is no line or area is named, so that its row is
//! refused by that name. How deep lists lie in lists follows from the type, so no text makes the reader deep.

use super::feature::{Geometry, Shape};

/// The longest text that is read: twice what 100,000 vertices with ten decimals take.
const MAX_BYTES: usize = 8 << 20;

/// The longest name of a type that is repeated.
const MAX_NAME_BYTES: usize = 40;

/// Types that are read: their name, that of GeoJSON, and how many lists lie around their positions.
const TYPES: [(&str, &str, u8); 5] = [
    ("POINT", "Point", 0),
    ("LINESTRING", "LineString", 1),
    ("POLYGON", "Polygon", 2),
    ("MULTILINESTRING", "MultiLineString", 2),
    ("MULTIPOLYGON", "MultiPolygon", 3),
];

/// Reads a geometry.
///
/// # Errors
/// What is wrong, and at which byte, as the rest of a sentence about the text.
pub(super) fn read_wkt(text: &str) -> Result<Geometry, String> {
    if text.len() > MAX_BYTES {
        let bytes = text.len();
        return Err(format!(
            "has {bytes} bytes, more than the {MAX_BYTES} that are read"
        ));
    }
    let mut scanner = Scanner { text, at: 0 };
    scanner
        .geometry()
        .map_err(|what| format!("is no well-known text: {what} at byte {}", scanner.at))
}

/// A place in a text.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn geometry(&mut self) -> Result<Geometry, &'static str> {
        let name = self.word();
        let known = TYPES
            .iter()
            .find(|(known, ..)| known.eq_ignore_ascii_case(name));
        let Some(&(_, kind, depth)) = known else {
            return match name {
                "" => Err("no type of geometry stands"),
                // its row is refused by this name
                _ => Ok(Geometry {
                    kind: name[..name.len().min(MAX_NAME_BYTES)].to_ascii_uppercase(),
                    shape: Shape::default(),
                }),
            };
        };
        let mut word = self.word();
        if ["Z", "M", "ZM"]
            .iter()
            .any(|extra| extra.eq_ignore_ascii_case(word))
        {
            word = self.word();
        }
        let shape = match word {
            "" => self.list(depth)?,
            empty if empty.eq_ignore_ascii_case("EMPTY") => Shape::List(Vec::new()),
            _ => return Err("another word than EMPTY stands before"),
        };
        if self.peek().is_some() {
            return Err("something stands behind the geometry,");
        }
        Ok(Geometry {
            kind: kind.to_owned(),
            shape,
        })
    }

    /// The next byte that is no space.
    fn peek(&mut self) -> Option<u8> {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().take_while(|b| b.is_ascii_whitespace()).count();
        self.text.as_bytes().get(self.at).copied()
    }

    /// The letters that come next.
    fn word(&mut self) -> &'a str {
        self.peek();
        self.taken(|byte| byte.is_ascii_alphabetic())
    }

    fn taken(&mut self, fits: impl Fn(u8) -> bool) -> &'a str {
        let rest = &self.text[self.at..];
        let length = rest.bytes().take_while(|&byte| fits(byte)).count();
        self.at += length;
        &rest[..length]
    }

    fn list(&mut self, depth: u8) -> Result<Shape, &'static str> {
        if self.peek() != Some(b'(') {
            return Err("an opening parenthesis is missing");
        }
        self.at += 1;
        let mut members = Vec::new();
        loop {
            members.push(match depth {
                0 | 1 => self.position()?,
                _ => self.list(depth - 1)?,
            });
            match self.peek() {
                Some(b',') if depth > 0 => self.at += 1,
                Some(b')') => break,
                _ => return Err("a comma or a closing parenthesis is missing"),
            }
        }
        self.at += 1;
        Ok(match (depth, members.pop()) {
            (0, Some(only)) => only,
            (_, last) => {
                members.extend(last);
                Shape::List(members)
            }
        })
    }

    /// A position: its first two of two to four numbers.
    fn position(&mut self) -> Result<Shape, &'static str> {
        let pair = [self.number()?, self.number()?];
        for _ in 0..2 {
            if matches!(self.peek(), Some(b',' | b')') | None) {
                break;
            }
            self.number()?;
        }
        Ok(Shape::Point(pair))
    }

    fn number(&mut self) -> Result<f64, &'static str> {
        self.peek();
        let digits = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
        let before = self.at;
        match self.taken(digits).parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number),
            _ => {
                self.at = before;
                Err("a finite number is missing")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(wkt: &str, kind: &str, coordinates: &str) {
        let json = format!(r#"{{"type":"{kind}","coordinates":{coordinates}}}"#);
        let expected: Geometry = serde_json::from_str(&json).expect("json");
        let found = read_wkt(wkt).unwrap_or_else(|reason| panic!("{wkt} {reason}"));
        assert_eq!((found.kind, found.shape), (expected.kind, expected.shape));
    }

    #[test]
    fn texts_are_what_geojson_says() {
        same("POINT (1 2)", "Point", "[1,2]");
        same(
            " linestring(0 1e0,-2.5 +3) ",
            "LineString",
            "[[0,1],[-2.5,3]]",
        );
        same(
            "Polygon Z ((0 0 9, 1 0 9, 1 1 9, 0 0 9),(0.2\t0.1 1,0.3 0.1 1,0.3 0.2 1,0.2 0.1 1))",
            "Polygon",
            "[[[0,0],[1,0],[1,1],[0,0]],[[0.2,0.1],[0.3,0.1],[0.3,0.2],[0.2,0.1]]]",
        );
        same(
            "MULTIPOLYGON ZM (((0 0 1 2,1 0 1 2,1 1 1 2,0 0 1 2)))",
            "MultiPolygon",
            "[[[[0,0],[1,0],[1,1],[0,0]]]]",
        );
        same(
            "MULTILINESTRING((0 0,1 1),(2 2,3 3))",
            "MultiLineString",
            "[[[0,0],[1,1]],[[2,2],[3,3]]]",
        );
        same("POLYGON EMPTY", "Polygon", "[]");
    }

    #[test]
    fn other_types_are_named() {
        for (text, kind) in [
            ("CurvePolygon(CIRCULARSTRING(0 0,1 1,2 0))", "CURVEPOLYGON"),
            ("geometrycollection empty", "GEOMETRYCOLLECTION"),
            ("SRID=4326;POINT(1 2)", "SRID"),
        ] {
            let found = read_wkt(text).expect("named");
            assert_eq!((&*found.kind, found.shape), (kind, Shape::default()));
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        for (text, reason) in [
            ("", "no type of geometry stands at byte 0"),
            ("几何", "no type of geometry stands at byte 0"),
            ("POINT", "an opening parenthesis is missing at byte 5"),
            ("POINT (1,2)", "a finite number is missing at byte 8"),
            ("POINT (1 2", "a closing parenthesis is missing at byte 10"),
            ("POINT (1 2, 3 4)", "a closing parenthesis is missing"),
            ("POINT (1 nan)", "a finite number is missing at byte 9"),
            ("POINT (1 1e400)", "a finite number is missing at byte 9"),
            ("POINT (1 2 3 4 5)", "a closing parenthesis is missing"),
            ("POINT (1 2) x", "something stands behind the geometry"),
            ("POINT FULL", "another word than EMPTY"),
            (
                "POLYGON (0 0, 1 1)",
                "an opening parenthesis is missing at byte 9",
            ),
            (
                "LINESTRING ((0 0, 1 1))",
                "a finite number is missing at byte 12",
            ),
            ("LINESTRING ()", "a finite number is missing at byte 12"),
        ] {
            let found = read_wkt(text).expect_err(text);
            assert!(found.contains(reason), "{text}: {found}");
        }
        let long = "(".repeat(MAX_BYTES + 1);
        assert!(
            read_wkt(&long)
                .expect_err("long")
                .contains("more than the 8388608")
        );
        let deep = format!("POLYGON {}", "(".repeat(1 << 20));
        assert!(
            read_wkt(&deep)
                .expect_err("deep")
                .contains("number is missing at byte 10")
        );
    }
}
