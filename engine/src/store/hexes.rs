//! The hexagons of a cell as the text that a column holds.

use crate::geom::HexCoord;

/// Axial coordinates as `q,r`, separated by spaces.
pub(super) fn hexes_text(hexes: &[HexCoord]) -> String {
    let pairs: Vec<String> = hexes
        .iter()
        .map(|hex| format!("{},{}", hex.q, hex.r))
        .collect();
    pairs.join(" ")
}

/// The coordinates of such a text.
pub(super) fn parse_hexes(text: &str) -> Option<Vec<HexCoord>> {
    let pair = |pair: &str| {
        let (q, r) = pair.split_once(',')?;
        Some(HexCoord {
            q: q.parse().ok()?,
            r: r.parse().ok()?,
        })
    };
    text.split(' ')
        .filter(|part| !part.is_empty())
        .map(pair)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexes_come_back() {
        let hex = |q, r| HexCoord { q, r };
        for hexes in [
            vec![],
            vec![hex(0, -1)],
            vec![hex(i32::MIN, i32::MAX), hex(3, 4), hex(-5, 6)],
        ] {
            assert_eq!(parse_hexes(&hexes_text(&hexes)), Some(hexes));
        }
        assert!(
            parse_hexes("1").is_none()
                && parse_hexes("1,2 x").is_none()
                && parse_hexes("1,99999999999").is_none()
        );
    }
}
