//! Ids of units: those of stored ones, and for the others ones that stay.

use std::collections::BTreeSet;

use crate::geom::Position;
use crate::model::UnitId;

/// What an id is made from.
pub(super) enum Origin<'a> {
    /// A stored unit, and the grid that its part lies in where it has several.
    Stored(&'a str, Option<&'a str>),
    /// The id of the first address.
    Address(String),
    /// The first edge of the border, with the unit on the left.
    Ground(Position, Position),
}

/// Stands before what is no stored unit and after the id of a stored one of which a part is meant.
const MARK: char = '@';

/// The ids of some units, in order; two that would have the same are told apart by numbers.
pub(super) fn ids<'a>(origins: impl Iterator<Item = Origin<'a>>) -> Vec<UnitId> {
    let mut taken: BTreeSet<UnitId> = BTreeSet::new();
    let mut found = Vec::new();
    for origin in origins {
        let text = text(&origin);
        let numbered = (2..).map(|number| format!("{text}{MARK}{number}"));
        let mut names = std::iter::once(text.clone()).chain(numbered);
        let free = names.find_map(|name| {
            let id = UnitId::new(&name).unwrap_or_else(|_too_long| hashed(&name));
            (!taken.contains(&id)).then_some(id)
        });
        let id = free.expect("there is always another number");
        taken.insert(id.clone());
        found.push(id);
    }
    found
}

fn text(origin: &Origin<'_>) -> String {
    match origin {
        Origin::Stored(id, None) => (*id).to_owned(),
        Origin::Stored(id, Some(grid)) => format!("{id}{MARK}{grid}"),
        Origin::Address(id) => format!("{MARK}{id}"),
        Origin::Ground(a, b) => {
            let numbers = [a.lon(), a.lat(), b.lon(), b.lat()].map(i32::to_le_bytes);
            format!("{MARK}{}", letters(fingerprint(numbers.as_flattened())))
        }
    }
}

/// An id for a text that is too long to be one.
fn hashed(text: &str) -> UnitId {
    let short = format!("{MARK}{MARK}{}", letters(fingerprint(text.as_bytes())));
    UnitId::new(&short).expect("18 characters")
}

/// Sixteen letters for a number, so that none of them can be taken for the number of anybody.
fn letters(number: u64) -> String {
    let digits = (0..16).rev().map(|place| (number >> (4 * place)) & 15);
    digits.map(|digit| char::from(b'a' + digit as u8)).collect()
}

/// FNV-1a with 64 bits (G. Fowler, L. Noll, K.-P. Vo).
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_told_apart_and_never_too_long() {
        let long = "长".repeat(64);
        let origins = [
            Origin::Stored("B7", None),
            Origin::Stored("B7", Some("990185400001G001")),
            Origin::Stored("B7", Some("990185400001G001")),
            Origin::Address("A1".to_owned()),
            Origin::Address(long.clone()),
        ];
        let found = ids(origins.into_iter());
        let texts: Vec<&str> = found.iter().map(UnitId::as_str).collect();
        assert_eq!(
            texts[..4],
            ["B7", "B7@990185400001G001", "B7@990185400001G001@2", "@A1"]
        );
        assert!(texts[4].starts_with("@@") && texts[4].len() == 18);
        // the reference value of the empty text and of one letter
        assert_eq!(fingerprint(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fingerprint(b"a"), 0xaf63_dc4c_8601_ec8c);
    }
}
