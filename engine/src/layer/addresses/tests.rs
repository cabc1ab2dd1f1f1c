//! Packed addresses against plain ones.

use super::*;
use crate::model::AreaCode;

fn random(state: &mut u64) -> u64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1);
    *state >> 33
}

/// An address with an odd number, so that others fit between.
fn row(number: u64, state: &mut u64) -> Address {
    let stated = Stated {
        area: AreaCode::new("990185400001").expect("valid"),
        wins: number.is_multiple_of(2),
    };
    Address {
        id: AddressId::new(&format!("A{number:05}")).expect("valid"),
        position: Position::clamped(number as i64 * 3, -(number as i64)),
        label: format!("路{}号{}室", number / 9, random(state) % 7).into(),
        building: if random(state).is_multiple_of(3) {
            format!("楼{}", number / 5).into()
        } else {
            "".into()
        },
        households: random(state) as u32 % 4,
        residents: random(state) as u32,
        stated: random(state).is_multiple_of(5).then(|| Box::new(stated)),
    }
}

fn assert_are(rows: &AddressRows, plain: &[Address]) {
    assert_eq!(rows.len(), plain.len());
    assert!(rows.rows().eq(plain.iter().cloned()));
    assert!(rows.ids().eq(plain.iter().map(|row| row.id.clone())));
    for (place, own) in plain.iter().enumerate().step_by(7) {
        assert_eq!(rows.row(place), *own);
        assert_eq!(rows.spot(place), Spot::from(own));
        assert_eq!(
            (rows.id(place), rows.label(place)),
            (own.id.clone(), own.label.to_string())
        );
        assert_eq!(rows.building(place), own.building.to_string());
        assert_eq!(rows.stated(place), own.stated.as_deref());
    }
    let stated = (0..)
        .zip(plain)
        .filter_map(|(place, row)| Some((place, row.stated.as_deref()?)));
    assert!(rows.all_stated().eq(stated));
}

#[test]
fn rows_are_found_by_their_ids_in_any_order() {
    let mut state = 1;
    for count in [0, 1, 64, 65, 3000] {
        let plain: Vec<Address> = (0..count).map(|i| row(i * 2 + 1, &mut state)).collect();
        let rows = AddressRows::from(plain.clone());
        assert_are(&rows, &plain);
        let mut reader = rows.reader();
        for ask in 0..1000 {
            // some in order, some anywhere
            let number = if ask % 3 > 0 {
                ask
            } else {
                random(&mut state) % (count * 2 + 2)
            };
            let like = row(number, &mut state);
            let expected = plain.binary_search_by(|row| row.id.cmp(&like.id));
            assert_eq!(reader.find(&like.id), expected);
            assert_eq!(rows.place_of(&like.id), expected);
            let found = Find::find(&mut reader, &like).map(|found| found.place);
            assert_eq!(found, expected);
        }
        for (place, own) in plain.iter().enumerate() {
            let is_same = true;
            assert_eq!(Find::find(&mut reader, own), Ok(Found { place, is_same }));
            let other = Address {
                label: "elsewhere".into(),
                ..own.clone()
            };
            let found = Find::find(&mut reader, &other);
            assert_eq!(
                found,
                Ok(Found {
                    place,
                    is_same: false
                })
            );
        }
    }
}

#[test]
fn rows_after_changes_are_those_of_a_vector() {
    let mut state = 2;
    let mut plain: Vec<Address> = (0..2500).map(|i| row(i * 2 + 1, &mut state)).collect();
    let mut rows = AddressRows::from(plain.clone());
    for round in 0..60 {
        let mut numbers: Vec<u64> = (0..=random(&mut state) % 9)
            .map(|_| random(&mut state) % 5100)
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        let (mut splices, mut come) = (Vec::new(), Vec::new());
        for number in numbers {
            let next = row(number, &mut state);
            let found = plain.binary_search_by(|row| row.id.cmp(&next.id));
            let comes = found.is_err() || round % 3 > 0;
            let next = match found {
                // of some only the position changes
                Ok(place) if round % 2 > 0 => Address {
                    position: next.position,
                    ..plain[place].clone()
                },
                _ => next,
            };
            let (Ok(at) | Err(at)) = found;
            splices.push(Splice {
                at,
                goes: found.is_ok(),
                comes,
            });
            come.extend(comes.then_some(next));
        }
        rows = rows.after(&splices, come.iter());
        let mut come = come.into_iter().rev();
        for splice in splices.iter().rev() {
            let end = splice.at + usize::from(splice.goes);
            plain.splice(
                splice.at..end,
                splice.comes.then(|| come.next().expect("one each")),
            );
        }
        assert_are(&rows, &plain);
    }
}

#[test]
fn words_stay_shared_where_none_changes() {
    let mut state = 3;
    let plain: Vec<Address> = (0..300).map(|i| row(i, &mut state)).collect();
    let rows = AddressRows::from(plain.clone());
    let splice = [Splice {
        at: 7,
        goes: true,
        comes: true,
    }];
    let moved = Address {
        position: Position::clamped(1, 2),
        ..plain[7].clone()
    };
    let named = Address {
        label: "B".into(),
        ..plain[7].clone()
    };
    for (next, is_shared) in [(moved, true), (named, false)] {
        let after = rows.after(&splice, [&next].into_iter());
        assert_eq!(after.row(7), next);
        let (own, other) = (rows.blocks.blocks(), after.blocks.blocks());
        assert_eq!(Arc::ptr_eq(&own[0].words, &other[0].words), is_shared);
    }
}
