//! Pieces against plain vectors.

use super::*;
use crate::layer::Splice;

#[test]
fn pieces_without_a_change_stay_shared() {
    let before: Pieces<usize> = (0..1300).collect();
    let mut after = before.clone();
    *after.item_mut(600) = 7;
    assert_eq!((after[600], before[600], after[599]), (7, 600, 599));
    let shared = before.blocks().iter().zip(after.blocks());
    let copied = shared.filter(|(a, b)| !Arc::ptr_eq(a, b)).count();
    assert_eq!(copied, 1);
    let shifted = before.spliced(
        &[Splice {
            at: 600,
            goes: true,
            comes: false,
        }],
        [],
    );
    assert_eq!((shifted.len(), shifted[600]), (1299, 601));
    assert!(Arc::ptr_eq(
        &before.blocks()[before.blocks().len() - 1],
        &shifted.blocks()[shifted.blocks().len() - 1]
    ));
}

#[test]
fn a_list_is_carried_along_piece_by_piece() {
    let before: Pieces<usize> = (0..1300).collect();
    // all of one piece go, and some of the next
    let now = |item| match item {
        0..600 => Some(item),
        600..900 => None,
        _ => Some(item - 300),
    };
    let after = before.carried(now);
    assert!(after.iter().copied().eq(0..1000));
    assert!((0..1000).all(|place| after[place] == place));
    assert!(Arc::ptr_eq(&before.blocks()[0], &after.blocks()[0]));
    assert_eq!(before.carried(|_| None).len(), 0);
}

#[test]
fn a_finder_finds_what_a_search_finds() {
    for (len, step) in [
        (0, 1),
        (1, 1),
        (64, 1),
        (1_300, 1),
        (1_300, 7),
        (1_300, 900),
    ] {
        let list: Pieces<usize> = (0..len).map(|item| item * 3).collect();
        let mut finder = list.finder();
        for key in (0..len * 3 + 5).step_by(step) {
            let compare = |item: &usize| item.cmp(&key);
            assert_eq!(
                finder.place(compare),
                list.binary_search_by(compare),
                "{key} of {len}"
            );
            let again = finder.place(compare).ok().map(|place| list[place]);
            assert_eq!(again, (key % 3 == 0 && key < len * 3).then_some(key));
        }
    }
}

/// Every list is the one that a vector would give, after many splices at once and in a row.
#[test]
fn spliced_lists_are_those_of_a_vector() {
    let mut state = 1_u64;
    let mut below = |limit: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % limit
    };
    for start in [0, 1, 63, 64, 65, 200, 5000] {
        let mut vector: Vec<usize> = (0..start).collect();
        let mut pieces = Pieces::from(vector.clone());
        for round in 0..60 {
            let mut places: Vec<usize> = (0..below(9)).map(|_| below(vector.len() + 1)).collect();
            places.sort_unstable();
            places.dedup();
            let splices: Vec<Splice> = places
                .into_iter()
                .map(|at| Splice {
                    at,
                    goes: at < vector.len() && below(3) > 0,
                    comes: true,
                })
                .map(|splice| Splice {
                    comes: !splice.goes || round % 3 > 0,
                    ..splice
                })
                .collect();
            let come: Vec<usize> = splices
                .iter()
                .filter(|splice| splice.comes)
                .map(|splice| 10_000 * (round + 1) + splice.at)
                .collect();
            pieces = pieces.spliced(&splices, come.clone());
            let mut come = come.into_iter().rev();
            for splice in splices.iter().rev() {
                if splice.goes {
                    vector.remove(splice.at);
                }
                if splice.comes {
                    vector.insert(splice.at, come.next().expect("one each"));
                }
            }
            assert_eq!(pieces.to_vec(), vector);
            assert!(pieces.iter().rev().eq(vector.iter().rev()));
            assert!((0..vector.len()).all(|place| pieces[place] == vector[place]));
            let from = below(vector.len() + 1);
            assert!(pieces.iter_from(from).eq(&vector[from..]));
            assert_eq!(pieces.first(), vector.first());
            assert_eq!(pieces.last(), vector.last());
        }
        vector.sort_unstable();
        let sorted = Pieces::from(vector.clone());
        for item in [0, 5, 70, 10_007, usize::MAX] {
            let place = sorted.binary_search_by(|other| other.cmp(&item));
            assert_eq!(place, vector.binary_search(&item));
        }
    }
    assert!(Pieces::<u8>::default().spliced(&[], []).blocks().is_empty());
    assert_eq!(Pieces::repeated(&4, 70_000).to_vec(), vec![4; 70_000]);
}
