//! What all stored records have in common: a key and a table.

use std::cmp::Ordering;

use time::Date;

use super::{
    Address, AddressId, AreaCode, Barrier, BarrierId, Cell, CellCode, Checkpoint, CheckpointId,
    Count, CrossingLayer, Duty, DutyId, Grid, LayerName, Measure, Place, Plan, PlanId, PlanStep,
    Role, RoleId, SpatialUnit, UnitId,
};

/// A stored record: a row of one table, found by its key.
pub trait Record: Clone + PartialEq + Send + Sync {
    /// What tells rows of the table apart; also their order.
    type Key: Ord + Clone + std::fmt::Debug;
    /// The table's name.
    const TABLE: &'static str;
    /// This row's key.
    fn key(&self) -> Self::Key;
    /// A key as people write it.
    fn key_text(key: &Self::Key) -> String;

    /// Brings what neighbouring rows have together in memory, where rows are so many that it counts; nothing else changes.
    fn pack(_rows: &mut [Self]) {}

    /// How this row's key compares with another row's.
    fn compare(&self, other: &Self) -> Ordering {
        self.compare_key(&other.key())
    }

    /// How this row's key compares with a key.
    fn compare_key(&self, key: &Self::Key) -> Ordering {
        self.key().cmp(key)
    }
}

/// A record whose key is one of its fields, which is compared where it stands.
macro_rules! keyed_by {
    ($record:ty, $field:ident, $key:ty, $table:literal $(, $pack:path)?) => {
        impl Record for $record {
            type Key = $key;
            const TABLE: &'static str = $table;
            fn key(&self) -> $key {
                self.$field.clone()
            }
            fn key_text(key: &$key) -> String {
                key.to_string()
            }
            fn compare(&self, other: &Self) -> Ordering {
                self.$field.cmp(&other.$field)
            }
            fn compare_key(&self, key: &$key) -> Ordering {
                self.$field.cmp(key)
            }
            $(fn pack(rows: &mut [Self]) {
                $pack(rows);
            })?
        }
    };
}

keyed_by!(Grid, code, AreaCode, "grids");
keyed_by!(CrossingLayer, name, LayerName, "crossing_layers");
keyed_by!(Address, id, AddressId, "addresses", Address::pack_texts);
keyed_by!(Checkpoint, id, CheckpointId, "checkpoints");
keyed_by!(Barrier, id, BarrierId, "barriers");
keyed_by!(SpatialUnit, id, UnitId, "units");
keyed_by!(Plan, id, PlanId, "plans");
keyed_by!(Role, id, RoleId, "roles");
keyed_by!(Duty, id, DutyId, "duties");

impl Record for Place {
    type Key = ();
    const TABLE: &'static str = "place";
    fn key(&self) {}
    fn key_text((): &()) -> String {
        String::new()
    }
}

impl Record for Cell {
    type Key = (LayerName, CellCode);
    const TABLE: &'static str = "cells";
    fn key(&self) -> Self::Key {
        (self.layer.clone(), self.code.clone())
    }
    fn key_text((layer, code): &Self::Key) -> String {
        format!("{layer}/{code}")
    }
}

impl Record for PlanStep {
    type Key = (PlanId, u32);
    const TABLE: &'static str = "plan_steps";
    fn key(&self) -> Self::Key {
        (self.plan.clone(), self.number)
    }
    fn key_text((plan, number): &Self::Key) -> String {
        format!("{plan}/{number}")
    }
}

impl Record for Count {
    type Key = (AddressId, Measure, Date);
    const TABLE: &'static str = "counts";
    fn key(&self) -> Self::Key {
        (self.address.clone(), self.measure.clone(), self.cutoff)
    }
    fn key_text((address, measure, cutoff): &Self::Key) -> String {
        format!("{address}/{measure}/{cutoff}")
    }
}
