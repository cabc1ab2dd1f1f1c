//! What a power cut may leave of a disk at one moment.

use std::ops::Range;

use hexward_tests::random::Sequence;

use crate::simulated::{Disk, Image, Kept, Naming};

/// What a disk writes whole or not at all.
const SECTOR: usize = 512;

/// The images that a power cut may leave now: with and without all that no sync made certain, of names and of contents;
/// with a last write that is torn; and so many with a random choice of changes, each kept, lost or torn.
pub(crate) fn images(disk: &Disk, random: &mut Sequence, choices: usize) -> Vec<Image> {
    let mut images = Vec::new();
    for naming in [Naming::Certain, Naming::Live] {
        for kept in [Kept::Nothing, Kept::All] {
            images.push(disk.image(naming, |_, _| kept));
        }
    }
    let pending = disk.pending();
    let uncertain: usize = pending.values().map(Vec::len).sum();
    if uncertain == 0 && disk.moves() < 2 {
        return images;
    }
    for _ in 0..choices {
        let naming = Naming::After(random.below(disk.moves() + 1));
        images.push(disk.image(naming, |name, number| {
            let bytes = pending.get(name).and_then(|changes| changes.get(number));
            any(bytes.unwrap_or(&(0..0)), random)
        }));
        // one change lost, all others kept
        let missing = random.below(uncertain.max(1));
        let mut met = 0;
        images.push(disk.image(Naming::Live, |_, _| {
            met += 1;
            if met - 1 == missing {
                Kept::Nothing
            } else {
                Kept::All
            }
        }));
        images.push(torn(disk, random));
    }
    images
}

fn any(bytes: &Range<usize>, random: &mut Sequence) -> Kept {
    match random.below(8) {
        0..4 => Kept::All,
        4..7 => Kept::Nothing,
        _ => Kept::First(cut(bytes, random)),
    }
}

/// How many of the bytes reach the disk when a write of them is cut between two sectors.
fn cut(bytes: &Range<usize>, random: &mut Sequence) -> usize {
    let first = bytes.start / SECTOR + 1;
    let boundaries = bytes.end.div_ceil(SECTOR).saturating_sub(first);
    if boundaries == 0 {
        return 0;
    }
    (first + random.below(boundaries)) * SECTOR - bytes.start
}

/// All is kept but a part of the last change of each file.
fn torn(disk: &Disk, random: &mut Sequence) -> Image {
    let pending = disk.pending();
    disk.image(Naming::Live, |name, number| {
        match pending.get(name).and_then(|changes| changes.get(number..)) {
            Some([last]) => Kept::First(cut(last, random)),
            _ => Kept::All,
        }
    })
}
