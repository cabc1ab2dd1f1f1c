//! Any row, any delta.

use std::sync::Arc;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use time::Date;

use super::duties;
use crate::geom::{HexCoord, Phase, Polygon, Position, Region, Ring};
use crate::model::{
    Address, AddressId, AreaCode, Barrier, BarrierId, Cell, CellCode, Change, Checkpoint,
    CheckpointId, CheckpointState, Count, CrossingLayer, Delta, Grid, LayerName, Lock, Measure,
    Note, Place, Plan, PlanId, PlanState, PlanStep, Record, RequestKey, Revision, SpatialUnit,
    Stamp, Stated, Text, Tier, Unit, UnitId,
};

pub(super) fn position() -> impl Strategy<Value = Position> {
    (
        -1_800_000_000..=1_800_000_000_i64,
        -900_000_000..=900_000_000_i64,
    )
        .prop_map(|(x, y)| Position::clamped(x, y))
}

pub(super) fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[ -~]{0,12}",
        "\\PC{0,12}",
        Just("东亭'街\"道\u{0}\n".to_owned())
    ]
}

pub(super) fn rectangle(west: i64, south: i64, east: i64, north: i64) -> Ring {
    let corners = [(west, south), (east, south), (east, north), (west, north)];
    Ring::new(&corners.map(|(x, y)| Position::clamped(x, y))).expect("a rectangle is a ring")
}

pub(super) fn polygon() -> impl Strategy<Value = Polygon> {
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

pub(super) fn region() -> impl Strategy<Value = Region> {
    vec(polygon(), 1..4).prop_map(|polygons| {
        let first = polygons[0].clone();
        // polygons that overlap are no region
        Region::new(polygons).unwrap_or_else(|_| Region::single(first))
    })
}

pub(super) fn area_code() -> impl Strategy<Value = AreaCode> {
    "[0-9]{12}([A-Z][0-9]{3}([0-9]{2})?)?"
        .prop_map(|code| AreaCode::new(&code).expect("well formed"))
}

pub(super) fn hex() -> impl Strategy<Value = HexCoord> {
    (any::<i32>(), any::<i32>()).prop_map(|(q, r)| HexCoord { q, r })
}

pub(super) fn phase() -> impl Strategy<Value = Phase> {
    prop_oneof![Just(Phase::A), Just(Phase::B), Just(Phase::C)]
}

pub(super) fn place() -> impl Strategy<Value = Place> {
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

pub(super) fn grid() -> impl Strategy<Value = Grid> {
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

pub(super) fn layer_name() -> impl Strategy<Value = LayerName> {
    "[a-z路]{1,12}".prop_map(|name| LayerName::new(&name).expect("well formed"))
}

pub(super) fn crossing_layer() -> impl Strategy<Value = CrossingLayer> {
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

pub(super) fn cell() -> impl Strategy<Value = Cell> {
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

pub(super) fn address() -> impl Strategy<Value = Address> {
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
                label: label.into(),
                building: building.into(),
                households,
                residents,
                stated: stated.map(|(area, wins)| Box::new(Stated { area, wins })),
            },
        )
}

pub(super) fn checkpoint() -> impl Strategy<Value = Checkpoint> {
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

pub(super) fn barrier() -> impl Strategy<Value = Barrier> {
    ("[A-Z]{1,9}", words(), words(), vec(position(), 2..9)).prop_filter_map(
        "a line",
        |(id, class, name, path)| {
            let id = BarrierId::new(&id).expect("well formed");
            Some(Barrier::new(id, class, path).ok()?.named(name))
        },
    )
}

pub(super) fn count() -> impl Strategy<Value = Count> {
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

pub(super) fn changes<T: Record + std::fmt::Debug>(
    row: impl Strategy<Value = T>,
) -> impl Strategy<Value = Vec<Change<T>>> {
    let change = (row, 0..3_u8).prop_map(|(row, kind)| match kind {
        0 => Change::make(row),
        1 => Change::remove(row),
        _ => Change::replace(row.clone(), row).expect("same key"),
    });
    vec(change, 0..3)
}

pub(super) fn note() -> impl Strategy<Value = Note> {
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

pub(super) fn date() -> impl Strategy<Value = Date> {
    let days = Date::MIN.to_julian_day()..=Date::MAX.to_julian_day();
    days.prop_map(|day| Date::from_julian_day(day).expect("in range"))
}

pub(super) fn unit() -> impl Strategy<Value = SpatialUnit> {
    ("[a-z]{1,9}", words(), words(), region()).prop_map(|(id, kind, name, region)| SpatialUnit {
        id: UnitId::new(&id).expect("well formed"),
        kind,
        name,
        region,
    })
}

pub(super) fn plan() -> impl Strategy<Value = Plan> {
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

pub(super) fn step() -> impl Strategy<Value = PlanStep> {
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
    pub(super) fn delta()(
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
        (roles, duties) in (changes(duties::role()), changes(duties::duty())),
    ) -> Delta {
        Delta {
            note, place, grids, crossing_layers, cells, addresses, checkpoints, barriers, counts, units, plans,
            plan_steps, roles, duties,
        }
    }
}
