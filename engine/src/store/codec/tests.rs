//! Every value comes back, and no bytes do harm.

use std::sync::Arc;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use time::Date;

use super::*;
use crate::geom::{HexCoord, Phase, Polygon, Position, Region, Ring};
use crate::model::{
    Address, AddressId, AreaCode, Barrier, BarrierId, Cell, CellCode, Change, Checkpoint,
    CheckpointId, CheckpointState, Count, CrossingLayer, Delta, Grid, LayerName, Lock, Measure,
    Note, Place, Plan, PlanId, PlanState, PlanStep, Record, RequestKey, Revision, SpatialUnit,
    Stamp, Stated, Text, Tier, Unit, UnitId,
};

fn position() -> impl Strategy<Value = Position> {
    (
        -1_800_000_000..=1_800_000_000_i64,
        -900_000_000..=900_000_000_i64,
    )
        .prop_map(|(x, y)| Position::clamped(x, y))
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[ -~]{0,12}",
        "\\PC{0,12}",
        Just("东亭'街\"道\u{0}\n".to_owned())
    ]
}

fn rectangle(west: i64, south: i64, east: i64, north: i64) -> Ring {
    let corners = [(west, south), (east, south), (east, north), (west, north)];
    Ring::new(&corners.map(|(x, y)| Position::clamped(x, y))).expect("a rectangle is a ring")
}

fn polygon() -> impl Strategy<Value = Polygon> {
    (
        -1_700_000_000..1_700_000_000_i64,
        -800_000_000..800_000_000_i64,
        9..40_000_000_i64,
        any::<bool>(),
    )
        .prop_map(|(x, y, size, hole)| {
            let third = size / 3;
            let inner = rectangle(x + third, y + third, x + 2 * third, y + 2 * third);
            let holes = if hole { vec![inner] } else { Vec::new() };
            Polygon::new(rectangle(x, y, x + size, y + size), holes).expect("the hole is inside")
        })
}

fn region() -> impl Strategy<Value = Region> {
    vec(polygon(), 1..4).prop_map(|polygons| {
        let first = polygons[0].clone();
        // polygons that overlap are no region
        Region::new(polygons).unwrap_or_else(|_| Region::single(first))
    })
}

fn area_code() -> impl Strategy<Value = AreaCode> {
    "[0-9]{12}([A-Z][0-9]{3}([0-9]{2})?)?"
        .prop_map(|code| AreaCode::new(&code).expect("well formed"))
}

fn hex() -> impl Strategy<Value = HexCoord> {
    (any::<i32>(), any::<i32>()).prop_map(|(q, r)| HexCoord { q, r })
}

fn phase() -> impl Strategy<Value = Phase> {
    prop_oneof![Just(Phase::A), Just(Phase::B), Just(Phase::C)]
}

fn place() -> impl Strategy<Value = Place> {
    (words(), words(), words(), words(), position()).prop_map(
        |(zh, en, note_zh, note_en, anchor)| Place {
            name: Text { zh, en },
            note: Text {
                zh: note_zh,
                en: note_en,
            },
            anchor,
        },
    )
}

fn grid() -> impl Strategy<Value = Grid> {
    let tier = (0..4_usize).prop_map(|i| Tier::ALL[i]);
    (
        area_code(),
        tier,
        option::of(area_code()),
        words(),
        region(),
        (0..Lock::ALL.len()).prop_map(|i| Lock::ALL[i]),
    )
        .prop_map(|(code, tier, parent, name, region, lock)| Grid {
            code,
            tier,
            parent,
            name,
            region,
            lock,
        })
}

fn layer_name() -> impl Strategy<Value = LayerName> {
    "[a-z路]{1,12}".prop_map(|name| LayerName::new(&name).expect("well formed"))
}

fn crossing_layer() -> impl Strategy<Value = CrossingLayer> {
    (
        layer_name(),
        area_code(),
        phase(),
        any::<u8>(),
        any::<u32>(),
        position(),
    )
        .prop_map(
            |(name, parent, phase, level, spacing_mm, datum)| CrossingLayer {
                name,
                parent,
                phase,
                level,
                spacing_mm,
                datum,
            },
        )
}

fn cell() -> impl Strategy<Value = Cell> {
    (
        layer_name(),
        area_code(),
        phase(),
        0..10_u8,
        vec(hex(), 0..4),
        region(),
    )
        .prop_map(|(layer, parent, phase, level, hexes, region)| {
            let first = hexes.first().copied().unwrap_or(HexCoord { q: 0, r: 0 });
            Cell {
                layer,
                code: CellCode::new(&parent, phase, level, first),
                hexes,
                region,
            }
        })
}

fn address() -> impl Strategy<Value = Address> {
    (
        "[a-z0-9号]{1,64}",
        position(),
        words(),
        words(),
        any::<u32>(),
        any::<u32>(),
        option::of((area_code(), any::<bool>())),
    )
        .prop_map(
            |(id, position, label, building, households, residents, stated)| Address {
                id: AddressId::new(&id).expect("well formed"),
                position,
                label,
                building,
                households,
                residents,
                stated: stated.map(|(area, wins)| Box::new(Stated { area, wins })),
            },
        )
}

fn checkpoint() -> impl Strategy<Value = Checkpoint> {
    let state = (0..CheckpointState::ALL.len()).prop_map(|i| CheckpointState::ALL[i]);
    ("[A-Z]{1,9}", position(), words(), words(), state).prop_map(
        |(id, position, name, kind, state)| Checkpoint {
            id: CheckpointId::new(&id).expect("well formed"),
            position,
            name,
            kind,
            state,
        },
    )
}

fn barrier() -> impl Strategy<Value = Barrier> {
    ("[A-Z]{1,9}", words(), vec(position(), 2..9)).prop_filter_map("a line", |(id, class, path)| {
        Barrier::new(BarrierId::new(&id).expect("well formed"), class, path).ok()
    })
}

fn count() -> impl Strategy<Value = Count> {
    let days = Date::MIN.to_julian_day()..=Date::MAX.to_julian_day();
    (
        "[a-z]{1,9}",
        "[a-z0-9_-]{1,32}",
        0..5_usize,
        days,
        any::<u32>(),
    )
        .prop_map(|(address, measure, unit, day, value)| Count {
            address: AddressId::new(&address).expect("well formed"),
            measure: Measure::new(&measure).expect("well formed"),
            unit: Unit::ALL[unit],
            cutoff: Date::from_julian_day(day).expect("in range"),
            value,
        })
}

fn changes<T: Record + std::fmt::Debug>(
    row: impl Strategy<Value = T>,
) -> impl Strategy<Value = Vec<Change<T>>> {
    let change = (row, 0..3_u8).prop_map(|(row, kind)| match kind {
        0 => Change::make(row),
        1 => Change::remove(row),
        _ => Change::replace(row.clone(), row).expect("same key"),
    });
    vec(change, 0..3)
}

fn note() -> impl Strategy<Value = Note> {
    let request = (words(), any::<[u8; 32]>()).prop_map(|(key, digest)| RequestKey { key, digest });
    (
        (words(), words(), words()),
        option::of(request),
        option::of(any::<u64>().prop_map(Revision)),
        option::of(date()),
    )
        .prop_map(|((author, reason, at), request, undoes, effective)| Note {
            author,
            reason,
            at,
            request,
            undoes,
            effective,
        })
}

fn date() -> impl Strategy<Value = Date> {
    let days = Date::MIN.to_julian_day()..=Date::MAX.to_julian_day();
    days.prop_map(|day| Date::from_julian_day(day).expect("in range"))
}

fn unit() -> impl Strategy<Value = SpatialUnit> {
    ("[a-z]{1,9}", words(), words(), region()).prop_map(|(id, kind, name, region)| SpatialUnit {
        id: UnitId::new(&id).expect("well formed"),
        kind,
        name,
        region,
    })
}

fn plan() -> impl Strategy<Value = Plan> {
    let stamp = || (words(), words()).prop_map(|(by, at)| Stamp { by, at });
    (
        ("[a-z]{1,9}", words(), 0..PlanState::ALL.len(), any::<u64>()),
        option::of(date()),
        stamp(),
        vec(option::of(stamp()), 4),
    )
        .prop_map(|((id, name, state, base), effective, created, stamps)| {
            let mut stamps = stamps.into_iter();
            let mut next = || stamps.next().flatten();
            Plan {
                id: PlanId::new(&id).expect("well formed"),
                name,
                state: PlanState::ALL[state],
                base: Revision(base),
                effective,
                created,
                validated: next(),
                submitted: next(),
                approved: next(),
                activated: next(),
                in_force: (base % 2 == 0).then_some(Revision(base / 2)),
            }
        })
}

fn step() -> impl Strategy<Value = PlanStep> {
    ("[a-z]{1,9}", any::<u32>(), note(), changes(checkpoint())).prop_map(
        |(plan, number, note, checkpoints)| PlanStep {
            plan: PlanId::new(&plan).expect("well formed"),
            number,
            delta: Arc::new(Delta {
                note,
                checkpoints,
                ..Delta::default()
            }),
        },
    )
}

prop_compose! {
    fn delta()(
        note in note(),
        place in changes(place()),
        grids in changes(grid()),
        crossing_layers in changes(crossing_layer()),
        cells in changes(cell()),
        addresses in changes(address()),
        checkpoints in changes(checkpoint()),
        barriers in changes(barrier()),
        counts in changes(count()),
        (units, plans, plan_steps) in (changes(unit()), changes(plan()), changes(step())),
    ) -> Delta {
        Delta {
            note, place, grids, crossing_layers, cells, addresses, checkpoints, barriers, counts, units, plans,
            plan_steps,
        }
    }
}

#[test]
fn steps_of_plans_do_not_nest() {
    let step = |delta: Delta| PlanStep {
        plan: PlanId::new("p").expect("well formed"),
        number: 1,
        delta: Arc::new(delta),
    };
    let delta = |step| Delta {
        plan_steps: vec![Change::make(step)],
        ..Delta::default()
    };
    let nested = delta(step(delta(step(Delta::default()))));
    let refused = decode_delta(&encode_delta(&nested)).expect_err("nested");
    assert!(
        refused
            .to_string()
            .contains("a step of a plan changes plans")
    );
}

/// Bytes that are read are those that are written, unless an earlier version wrote them; returns whether they were read.
fn is_refused_or_canonical(bytes: &[u8]) -> bool {
    match decode_delta(bytes) {
        Ok(delta) => {
            let again = encode_delta(&delta);
            if bytes[0] == again[0] {
                assert_eq!(again, bytes);
            }
            assert_eq!(decode_delta(&again), Ok(delta));
            true
        }
        Err(error) => {
            assert!(error.offset <= bytes.len() && !error.reason.is_empty());
            false
        }
    }
}

proptest! {
    #[test]
    fn every_delta_comes_back(delta in delta()) {
        prop_assert_eq!(decode_delta(&encode_delta(&delta)), Ok(delta));
    }

    #[test]
    fn mutated_bytes_are_refused_or_canonical(
        delta in delta(),
        edits in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<prop::sample::Index>(),
    ) {
        let bytes = encode_delta(&delta);
        prop_assert!(!is_refused_or_canonical(&bytes[..cut.index(bytes.len())]));
        let mut bytes = bytes;
        for (place, value) in edits {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        is_refused_or_canonical(&bytes);
    }

    #[test]
    fn random_bytes_are_refused_or_canonical(tail in vec(any::<u8>(), 0..300)) {
        is_refused_or_canonical(&tail);
        for version in [1, 2, 3] {
            is_refused_or_canonical(&[&[version, 0, 0, 0], tail.as_slice()].concat());
        }
    }

    #[test]
    fn integers_come_back(unsigned: u64, signed: i64) {
        let mut bytes = Vec::new();
        put_unsigned(&mut bytes, unsigned);
        reader::put_signed(&mut bytes, signed);
        let mut reader = Reader::new(&bytes);
        prop_assert_eq!((reader.unsigned(), reader.signed()), (Ok(unsigned), Ok(signed)));
        prop_assert_eq!(reader.finish(), Ok(()));
    }
}

fn refusal<T: Canonical + std::fmt::Debug>(bytes: &[u8]) -> String {
    T::read(&mut Reader::new(bytes))
        .expect_err("not canonical")
        .to_string()
}

#[test]
fn other_forms_of_a_value_are_refused() {
    assert!(refusal::<u32>(&[0x80, 0x00]).contains("leading zeros"));
    assert!(refusal::<u32>(&[0xff; 11]).contains("64 bits"));
    assert!(refusal::<u32>(&[0xff, 0xff, 0xff, 0xff, 0x7f]).contains("out of range"));
    assert!(refusal::<String>(&[0xff, 0xff, 0xff, 0xff, 0x0f, b'a']).contains("1 bytes left"));
    assert!(refusal::<String>(&[2, 0xff, 0xff]).contains("utf-8"));
    assert!(refusal::<Option<u8>>(&[2, 0]).contains("whether"));
    assert!(refusal::<Tier>(&[9]).contains("no Tier"));
    // a clockwise triangle: (0, 0), (0, 1), (1, 0)
    assert!(refusal::<Ring>(&[3, 0, 0, 0, 2, 2, 1]).contains("counter-clockwise"));
    assert!(refusal::<Position>(&[0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0]).contains("globe"));
    assert!(refusal::<Barrier>(&[1, b'a', 0, 3, 0, 0, 0, 0, 2, 2]).contains("twice"));
    let replaced = [
        3, 1, b'a', 0, 0, 0, 0, 0, 0, 0, 1, b'b', 0, 0, 0, 0, 0, 0, 0,
    ];
    assert!(refusal::<Change<Address>>(&replaced).contains("another key"));
    assert!(
        decode_delta(&[4])
            .expect_err("another version")
            .to_string()
            .contains("version 4")
    );
}

#[test]
fn deltas_of_the_versions_before_lack_what_was_not_there() {
    let address = b"\x01\x01A\x02\x04\x00\x01b\x03\x05";
    let old = [&[1, 0, 0, 0, 0, 0, 0, 0, 1][..], address, &[0, 0, 0]].concat();
    let delta = decode_delta(&old).expect("read");
    let row = delta.addresses[0].after().expect("made");
    assert_eq!(
        (row.building.as_str(), row.residents, &row.stated),
        ("b", 5, &None)
    );
    let new = [&[3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1][..], address, &[0; 7]].concat();
    assert_eq!(encode_delta(&delta), new);
    let middle = [&[2, 0, 0, 0, 0, 0, 0, 0, 1][..], address, &[0, 0, 0, 0]].concat();
    assert_eq!(decode_delta(&middle), Ok(delta));
}

#[test]
fn the_form_of_a_known_delta_never_changes() {
    let id = CheckpointId::new("k1").expect("valid");
    let (position, name, kind) = (
        Position::clamped(-1, 64),
        "门".to_owned(),
        "gate".to_owned(),
    );
    let checkpoints = vec![Change::make(Checkpoint {
        id,
        position,
        name,
        kind,
        state: CheckpointState::Closed,
    })];
    let note = Note {
        author: "a".to_owned(),
        reason: String::new(),
        at: "t".to_owned(),
        undoes: Some(Revision(5)),
        ..Note::default()
    };
    let expected = b"\x03\x01a\x00\x01t\x00\x01\x05\x00\x00\x00\x00\x00\x00\x01\x01\x02k1\x01\x80\x01\x03\xe9\x97\xa8\x04gate\x01\x00\x00\x00\x00\x00";
    assert_eq!(
        encode_delta(&Delta {
            note,
            checkpoints,
            ..Delta::default()
        }),
        expected
    );
}
