//! Files that lost bytes: whatever is wrong is found or harmless, and what is intact is kept.

use std::fs;

use hexward_engine::model::{Delta, Note, Revision};
use hexward_engine::store::{GeoPackage, Store, StoreError, content_hash};

use crate::File;
use crate::fixture::{Random, address, everything, make_all, revision_two};

/// A whole store in the bytes of its file, and the hash of its rows.
fn whole(addresses: i64) -> (Vec<u8>, String) {
    let file = File::new();
    let mut store = file.writer();
    store.commit(Revision(0), &everything()).expect("fits");
    store.commit(Revision(1), &revision_two()).expect("fits");
    for round in 0..4 {
        let numbers = round * addresses / 4..(round + 1) * addresses / 4;
        let rows = numbers.map(|n| address(&format!("R{n}"), n * 7, n * 3, "东亭街道柏庄新村"));
        let delta = Delta {
            addresses: make_all(rows),
            ..Delta::default()
        };
        let base = Revision(2 + u64::try_from(round).expect("small"));
        store.commit(base, &delta).expect("fits");
    }
    let hash = content_hash(&store.load().expect("loaded"));
    drop(store);
    (fs::read(file.path()).expect("read"), hash)
}

/// What became of a damaged file.
#[derive(Debug, Default)]
struct Tally {
    tried: usize,
    harmless: usize,
    found: usize,
    /// Found, and nothing can be read any more: the head of the file or its list of tables.
    beyond_help: usize,
}

/// Looks at a damaged file, and saves what can be saved.
fn judge(bytes: &[u8], hash: &str, tally: &mut Tally, is_one_byte: bool) {
    let file = File::new();
    fs::write(file.path(), bytes).expect("written");
    tally.tried += 1;
    let examined = match GeoPackage::examine(file.path()) {
        Ok(examined) => examined,
        Err(StoreError::Foreign { .. } | StoreError::Sqlite { .. } | StoreError::File { .. }) => {
            tally.beyond_help += 1;
            return;
        }
        Err(error) => unreachable!("{error}"),
    };
    if examined.is_sound() {
        tally.harmless += 1;
        assert_eq!(content_hash(&examined.rows), hash, "a change was not found");
        return;
    }
    let reasons = || examined.unreadable.iter().map(|rows| rows.reason.as_str());
    if reasons().any(|reason| reason.contains("no such")) {
        // the list of tables itself has lost entries or their columns
        tally.beyond_help += 1;
        return;
    }
    tally.found += 1;
    let target = file.path().with_extension("saved");
    let saved = GeoPackage::salvage(file.path(), &examined, &target, Note::default());
    let saved = saved.expect("a new store");
    let rows = GeoPackage::open_read_only(&target)
        .expect("opened")
        .load()
        .expect("loaded");
    assert_eq!(content_hash(&rows), saved.content_hash);
    if is_one_byte {
        // it hits a row or the log, never both, and either tells the rows
        assert_eq!(saved.content_hash, hash, "{:?}", examined.unreadable);
    }
}

/// Changes one byte at so many places, from the first on.
fn flip(places: impl Iterator<Item = usize>, whole: &[u8], hash: &str) -> Tally {
    let mut random = Random(7);
    let mut tally = Tally::default();
    for place in places {
        let mut bytes = whole.to_vec();
        bytes[place] ^= 1 << random.below(8);
        judge(&bytes, hash, &mut tally, true);
    }
    println!("{tally:?}");
    tally
}

fn cut(lengths: impl Iterator<Item = usize>, whole: &[u8], hash: &str) -> Tally {
    let mut tally = Tally::default();
    for length in lengths {
        judge(&whole[..length], hash, &mut tally, false);
    }
    println!("{tally:?}");
    tally
}

#[test]
fn a_flipped_bit_is_found_or_harmless_and_no_row_is_lost() {
    let (whole, hash) = whole(400);
    let mut random = Random(3);
    let places = (0..150).map(|_| random.below(whole.len()));
    let tally = flip(places, &whole, &hash);
    assert!(
        tally.found > 10 && tally.beyond_help < tally.tried / 4,
        "{tally:?}"
    );
}

#[test]
fn a_cut_file_is_found_and_what_is_left_is_kept() {
    let (whole, hash) = whole(400);
    let step = whole.len() / 40;
    let tally = cut((0..40).map(|n| n * step), &whole, &hash);
    assert_eq!(tally.harmless, 0, "{tally:?}");
    assert!(tally.found > 5, "{tally:?}");
}

#[test]
#[ignore = "takes minutes: the long form of the tests above"]
fn bytes_all_over_a_store_and_lengths() {
    let (whole, hash) = whole(2_600);
    let named = std::env::var("HEXWARD_ROT_STRIDE").ok();
    let stride = named.map_or(13, |text| text.parse().expect("a number"));
    println!("{} bytes, every {stride}th", whole.len());
    let tally = flip((0..whole.len()).step_by(stride), &whole, &hash);
    assert!(tally.beyond_help < tally.tried / 20, "{tally:?}");
    let tally = cut((0..whole.len()).step_by(4_099), &whole, &hash);
    assert_eq!(tally.harmless, 0, "{tally:?}");
}
