//! The lines of a certificate, and how they are sealed anew.

use std::collections::BTreeMap;
use std::fmt::Write;

use hexward_tests::random::Sequence;
use sha2::{Digest, Sha256};

/// Where the fields of an `address` line stand.
pub(crate) const COUNTS_AT: usize = 4;
pub(crate) const STATED: usize = 5;
pub(crate) const CODE: usize = 6;
pub(crate) const WITNESS: usize = 7;
pub(crate) const HOUSEHOLDS: usize = 8;

/// A certificate without its hash, with the places of its lines by their first word.
pub(crate) struct Sheet {
    pub(crate) lines: Vec<String>,
    places: BTreeMap<String, Vec<usize>>,
}

impl Sheet {
    /// The lines of a certificate.
    pub(crate) fn of(certificate: &[u8]) -> Self {
        let text = std::str::from_utf8(certificate).expect("text");
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.pop();
        let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, line) in lines.iter().enumerate() {
            places.entry(word(line).to_owned()).or_default().push(place);
        }
        Self { lines, places }
    }

    /// The places of all lines that begin with a word.
    pub(crate) fn all(&self, word: &str) -> &[usize] {
        self.places.get(word).map_or(&[], Vec::as_slice)
    }

    /// One of these places; `None` when there is no such line.
    pub(crate) fn one(&self, word: &str, random: &mut Sequence) -> Option<usize> {
        let places = self.all(word);
        (!places.is_empty()).then(|| *random.one_of(places))
    }

    /// A field of a line, from 0 for its first word.
    pub(crate) fn field(&self, place: usize, field: usize) -> &str {
        let mut fields = self.lines[place].split('\t');
        fields.nth(field).expect("the field is there")
    }

    /// The line with one field replaced.
    pub(crate) fn with_field(&self, place: usize, field: usize, value: &str) -> String {
        let mut fields: Vec<&str> = self.lines[place].split('\t').collect();
        fields[field] = value;
        fields.join("\t")
    }

    /// The place of the `grid` line that a `ring` line belongs to.
    pub(crate) fn grid_of(&self, ring: usize) -> usize {
        let above = (0..ring).rev();
        let mut grids = above.filter(|&place| word(&self.lines[place]) == "grid");
        grids.next().expect("rings come after their grid")
    }

    /// The places of the rings of a grid.
    pub(crate) fn rings_of(&self, grid: usize) -> std::ops::Range<usize> {
        let count: usize = self.field(grid, 3).parse().expect("a number");
        grid + 1..grid + 1 + count
    }

    /// The place of the line that opens the list which a line belongs to.
    pub(crate) fn head_of(&self, place: usize, word_of_head: &str) -> usize {
        let heads = self.all(word_of_head).iter().copied();
        heads
            .take_while(|&head| head < place)
            .last()
            .expect("a head")
    }

    /// The tier that a line of a grid belongs to.
    pub(crate) fn tier_of(&self, place: usize) -> &str {
        self.field(self.head_of(place, "tier"), 1)
    }

    /// The grids of the tier that addresses are assigned to.
    pub(crate) fn assigned_grids(&self) -> Vec<usize> {
        let tier = self
            .all("addresses")
            .first()
            .map(|&head| self.field(head, 1));
        let grids = self.all("grid").iter().copied();
        grids
            .filter(|&grid| Some(self.tier_of(grid)) == tier)
            .collect()
    }
}

/// The first word of a line.
fn word(line: &str) -> &str {
    line.split('\t').next().unwrap_or_default()
}

/// The positions of a `ring` line, longitude and latitude in turn.
pub(crate) fn numbers(ring: &str) -> Vec<i64> {
    let positions = ring.split('\t').nth(2).expect("positions");
    positions
        .split(' ')
        .map(|n| n.parse().expect("a number"))
        .collect()
}

/// The `ring` line of these numbers.
pub(crate) fn ring(numbers: &[i64]) -> String {
    let words: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    format!("ring\t{}\t{}", numbers.len() / 2, words.join(" "))
}

/// Lines with a fresh hash, as somebody would write them who wants to deceive.
pub(crate) fn sealed(lines: &[String]) -> Vec<u8> {
    let mut text =
        String::with_capacity(lines.iter().map(|line| line.len() + 1).sum::<usize>() + 80);
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    let hash = format!("{:x}", Sha256::digest(&text));
    writeln!(text, "sha256\t{hash}").expect("a string takes it");
    text.into_bytes()
}
