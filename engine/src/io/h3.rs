//! Indices of H3, by which other programs join rows. They are never stored, and nothing here is divided by them.

use crate::geom::Position;

/// A resolution of H3, 0 to 15.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct H3Resolution(h3o::Resolution);

impl H3Resolution {
    /// The resolution of a number; none above 15.
    pub fn new(resolution: u8) -> Option<Self> {
        h3o::Resolution::try_from(resolution).ok().map(Self)
    }

    /// The index of the cell of H3 in which a position lies, as 15 hexadecimal digits.
    pub fn index(self, position: Position) -> String {
        let place = h3o::LatLng::new(position.lat_degrees(), position.lon_degrees());
        let place = place.expect("positions are finite");
        place.to_cell(self.0).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_are_those_of_h3() {
        // the example of the H3 documentation: latLngToCell(37.3615593, -122.0553238, 5)
        let position = Position::from_degrees(-122.055_323_8, 37.361_559_3).expect("valid");
        let of = |resolution: u8| H3Resolution::new(resolution).map(|r| r.index(position));
        assert_eq!(of(5).as_deref(), Some("85283473fffffff"));
        assert_eq!(of(16), None);
    }
}
