//! Daily counts of cases by address, in clusters that begin, grow and end.

use crate::ground::Ground;
use crate::homes::Homes;
use crate::random::{Purpose, Stream};
use crate::size::Size;

/// New cases of a day at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NewCases {
    /// The day, from 0.
    pub(crate) day: u32,
    /// The number of the address, from 0.
    pub(crate) address: u64,
    /// How many.
    pub(crate) count: u64,
}

/// The case counts of a city, by day and address; the counts add up to the size's cases exactly.
pub(crate) fn daily_cases(ground: &Ground, homes: &Homes, size: &Size, seed: u64) -> Vec<NewCases> {
    let mut stream = Stream::new(seed, Purpose::Cases, 0);
    let mut ranges = vec![(0, 0); ground.atoms.len()];
    for &(atom, first, count) in &homes.atoms {
        ranges[atom as usize] = (first, count);
    }
    let mut all = Vec::with_capacity(size.cases() as usize);
    let mut left = size.cases();
    while left > 0 {
        let wanted = (6 + stream.below(40) * (1 + stream.below(5))).min(left);
        let origin = origin(homes, size, &mut stream);
        let start = start_day(&mut stream);
        for case in 0..wanted {
            let atom = wander(ground, &ranges, origin, 1 + case / 9, &mut stream);
            let (first, count) = ranges[atom as usize];
            let later = stream.below(16) + stream.below(18) * case / wanted;
            let day = (start + later as u32).min(Size::DAYS - 1);
            all.push((day, first + stream.below(count)));
        }
        left -= wanted;
    }
    all.sort_unstable();
    let same = all.chunk_by(|a, b| a == b);
    same.map(|group| NewCases {
        day: group[0].0,
        address: group[0].1,
        count: group.len() as u64,
    })
    .collect()
}

/// The atom of a random address.
fn origin(homes: &Homes, size: &Size, stream: &mut Stream) -> u32 {
    let address = stream.below(size.addresses());
    let after = homes.atoms.partition_point(|atom| atom.1 <= address);
    // the last atom that begins at or before the address and is not empty
    let begun = homes.atoms[..after].iter().rev();
    begun
        .filter(|atom| atom.2 > 0)
        .map(|atom| atom.0)
        .next()
        .unwrap_or_default()
}

/// Most clusters begin in one of three waves.
fn start_day(stream: &mut Stream) -> u32 {
    let days = u64::from(Size::DAYS);
    if stream.chance(25) {
        return stream.below(days) as u32;
    }
    let wave = [days / 8, days / 2, days * 5 / 6][stream.below(3) as usize];
    let spread = days / 6;
    let offset = u64::midpoint(stream.below(spread), stream.below(spread));
    (wave + offset).saturating_sub(spread / 2) as u32
}

/// An atom with addresses, some steps from `origin`.
fn wander(
    ground: &Ground,
    ranges: &[(u64, u64)],
    origin: u32,
    reach: u64,
    stream: &mut Stream,
) -> u32 {
    let mut here = origin;
    let mut last = origin;
    for _ in 0..stream.below(reach.min(9) + 1) {
        let ways = ground.neighbours(here);
        here = ways[stream.below(ways.len() as u64) as usize];
        if ranges[here as usize].1 > 0 {
            last = here;
        }
    }
    last
}
