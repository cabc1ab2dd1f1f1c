//! Functions that take any bytes, make an input of them, and fail when a promise does not hold for it.
//!
//! `make test` runs each on the seeds, on some changes of them and on random bytes; `make torture` on a million changes
//! (`tests/src/bin/fuzz.rs`). Bytes stand for choices and coordinates, so that most of them are an input that means
//! something: rings on squares so small that vertices coincide all the time, or at the ends of the globe.

mod addresses;
mod certificates;
mod choices;
mod codes;
mod coverages;
mod files;
mod oracle;
mod owners;
mod requests;
mod rings;
mod shapes;
mod statements;
mod styles;
mod tables;

use crate::random::Sequence;

/// A function to try bytes on.
pub struct Target {
    /// Its name.
    pub name: &'static str,
    /// Panics when a promise does not hold.
    pub run: fn(&[u8]),
    /// Inputs to start from.
    pub seeds: &'static [&'static str],
    /// Texts that mean something to it.
    pub words: &'static [&'static str],
}

/// All targets.
pub const TARGETS: &[Target] = &[
    addresses::ADDRESSES,
    rings::RINGS,
    rings::REGIONS,
    coverages::COVERAGES,
    coverages::PARTITIONS,
    coverages::VORONOI,
    owners::OWNERS,
    certificates::GROUND,
    certificates::TEXT,
    files::FILES,
    codes::CODES,
    statements::STATEMENTS,
    statements::VERDICTS,
    tables::TABLES,
    shapes::WKT,
    shapes::GEOPARQUET,
    requests::PATHS,
    requests::QUERIES,
    styles::STYLES,
];

/// The target of a name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

impl Target {
    /// An input: a seed with some changes, or random bytes.
    pub fn input(&self, random: &mut Sequence) -> Vec<u8> {
        let mut bytes = if random.below(4) == 0 {
            let length = random.below(120);
            (0..length).map(|_| random.next() as u8).collect()
        } else {
            random.one_of(self.seeds).as_bytes().to_vec()
        };
        for _ in 0..random.below(8) {
            self.change(&mut bytes, random);
        }
        bytes.truncate(4096);
        bytes
    }

    /// Changes some of the bytes.
    fn change(&self, bytes: &mut Vec<u8>, random: &mut Sequence) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(9)).min(bytes.len());
        match random.below(8) {
            0 => bytes.splice(at..end, []).for_each(drop),
            1 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            2 => {
                let seed = random.one_of(self.seeds).as_bytes();
                let from = random.below(seed.len());
                let piece = seed[from..(from + 1 + random.below(40)).min(seed.len())].to_vec();
                bytes.splice(at..end, piece);
            }
            3 if !self.words.is_empty() => {
                let word = random.one_of(self.words).bytes().collect::<Vec<_>>();
                bytes.splice(at..end, word);
            }
            4 => bytes.insert(at, random.next() as u8),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = match random.below(4) {
                        0 => byte.wrapping_add(1),
                        1 => byte.wrapping_sub(1),
                        2 => *byte ^ (1 << random.below(8)),
                        _ => random.next() as u8,
                    };
                }
            }
        }
    }
}
