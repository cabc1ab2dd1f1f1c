//! The shift of a datum that no registry knows, as a surveying office gives it: Beijing 1954 and Xi'an 1980 have one for each
//! city, and none that is public.

use std::fmt;

/// Parts of a metre, arc second or millionth that are kept.
const PARTS: f64 = 1e6;
/// Nobody's datum lies further away, in metres, arc seconds or millionths.
const MOST: f64 = 10_000.0;

/// A shift to WGS 84: along the axes in metres, around them in arc seconds (position vector), and in scale in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DatumShift {
    /// In millionths of these units.
    parts: [i64; 7],
}

impl DatumShift {
    /// The shift in the form `dx/dy/dz` or `dx/dy/dz/rx/ry/rz/ppm`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = [0; 7];
        let numbers: Vec<&str> = text.split('/').collect();
        if numbers.len() != 3 && numbers.len() != 7 {
            return None;
        }
        for (part, number) in parts.iter_mut().zip(numbers) {
            let plain = |c: char| c.is_ascii_digit() || "+-.".contains(c);
            let number: f64 = number.parse().ok().filter(|_| number.chars().all(plain))?;
            *part = (number.abs() <= MOST).then_some((number * PARTS).round() as i64)?;
        }
        Some(Self { parts })
    }

    /// What PROJ is told.
    #[cfg(feature = "gdal")]
    pub(super) fn parameter(self) -> String {
        format!("+towgs84={}", self.numbers(7).join(","))
    }

    fn numbers(self, count: usize) -> Vec<String> {
        let number = |part: &i64| (*part as f64 / PARTS).to_string();
        self.parts.iter().take(count).map(number).collect()
    }
}

impl fmt::Display for DatumShift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_short = self.parts[3..] == [0; 4];
        f.write_str(&self.numbers(if is_short { 3 } else { 7 }).join("/"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        for (text, shown) in [
            ("15.8/-154.4/-82.3", "15.8/-154.4/-82.3"),
            ("1/2/3/0/0/0/0", "1/2/3"),
            ("1/2/3/0.5/-0.25/0/3.5", "1/2/3/0.5/-0.25/0/3.5"),
        ] {
            let shift = DatumShift::parse(text).expect(text);
            assert_eq!(shift.to_string(), shown);
            assert_eq!(DatumShift::parse(shown), Some(shift));
        }
        for wrong in [
            "",
            "1/2",
            "1/2/3/4",
            "1/2/x",
            "1/2/inf",
            "1/2/1e3",
            "1/2/99999",
            "1/2/",
        ] {
            assert_eq!(DatumShift::parse(wrong), None, "{wrong}");
        }
    }
}
