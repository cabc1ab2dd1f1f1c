//! Any roles and duties.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::rows::{area_code, date, position, region, words};
use crate::model::{
    AddressId, AreaCode, CellCode, Duty, DutyId, Ground, Holder, LayerName, Role, RoleClass,
    RoleId, StaffId, Text, Tier,
};

pub(super) fn role() -> impl Strategy<Value = Role> {
    let class = (0..RoleClass::ALL.len()).prop_map(|i| RoleClass::ALL[i]);
    let tier = option::of((0..Tier::ALL.len()).prop_map(|i| Tier::ALL[i]));
    let title = (words(), words()).prop_map(|(zh, en)| Text { zh, en });
    let numbers = (any::<u32>(), option::of(any::<u32>()));
    ("[a-z]{1,9}", title, class, tier, numbers).prop_map(|(id, title, class, tier, numbers)| Role {
        id: RoleId::new(&id).expect("well formed"),
        title,
        class,
        tier,
        least: numbers.0,
        most: numbers.1,
    })
}

fn holder() -> impl Strategy<Value = Holder> {
    ("[A-Z]{1,3}-[0-9]{1,5}", any::<u8>(), any::<bool>()).prop_map(
        |(staff, share_percent, is_deputy)| Holder {
            staff: StaffId::new(&staff).expect("well formed"),
            share_percent,
            is_deputy,
        },
    )
}

fn codes() -> impl Strategy<Value = Vec<AreaCode>> {
    vec(area_code(), 0..4)
}

fn ground() -> impl Strategy<Value = Ground> {
    let cell = "[0-9]{12}H[ABC][0-9][+-][0-9a-z]{1,3}[+-][0-9a-z]{1,3}"
        .prop_map(|text| CellCode::parse(&text).expect("well formed"));
    let cells = ("[a-z]{1,9}", vec(cell, 0..4)).prop_map(|(layer, codes)| Ground::Cells {
        layer: LayerName::new(&layer).expect("well formed"),
        codes,
    });
    let address = "[A-Z]{1,9}".prop_map(|id| AddressId::new(&id).expect("well formed"));
    let line = (vec(position(), 0..5), any::<u32>());
    let households = (area_code(), words(), any::<u32>(), any::<u32>());
    prop_oneof![
        codes().prop_map(Ground::Areas),
        cells,
        line.prop_map(|(path, width_mm)| Ground::Line { path, width_mm }),
        region().prop_map(Ground::Region),
        vec(address, 0..4).prop_map(Ground::Addresses),
        (area_code(), vec(words(), 0..4))
            .prop_map(|(area, names)| Ground::Buildings { area, names }),
        households.prop_map(|(area, building, first, last)| Ground::Households {
            area,
            building,
            first,
            last,
        }),
    ]
}

pub(super) fn duty() -> impl Strategy<Value = Duty> {
    let ids = ("[a-z]{1,9}", "[a-z]{1,9}", words());
    let days = (option::of(date()), option::of(date()));
    (ids, ground(), vec(holder(), 0..4), days).prop_map(
        |((id, role, name), ground, holders, days)| Duty {
            id: DutyId::new(&id).expect("well formed"),
            role: RoleId::new(&role).expect("well formed"),
            name,
            ground,
            holders,
            from: days.0,
            until: days.1,
        },
    )
}
