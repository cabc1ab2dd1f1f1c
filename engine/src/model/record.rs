//! What all stored records have in common: a key and a table.

use time::Date;

use super::{
    Address, AddressId, AreaCode, Barrier, BarrierId, Cell, CellCode, Checkpoint, CheckpointId,
    Count, CrossingLayer, Grid, LayerName, Measure, Place,
};

/// A stored record: a row of one table, found by its key.
pub trait Record: Clone + PartialEq {
    /// What tells rows of the table apart; also their order.
    type Key: Ord + Clone + std::fmt::Debug;
    /// The table's name.
    const TABLE: &'static str;
    /// This row's key.
    fn key(&self) -> Self::Key;
}

impl Record for Place {
    type Key = ();
    const TABLE: &'static str = "place";
    fn key(&self) {}
}

impl Record for Grid {
    type Key = AreaCode;
    const TABLE: &'static str = "grids";
    fn key(&self) -> AreaCode {
        self.code.clone()
    }
}

impl Record for CrossingLayer {
    type Key = LayerName;
    const TABLE: &'static str = "crossing_layers";
    fn key(&self) -> LayerName {
        self.name.clone()
    }
}

impl Record for Cell {
    type Key = (LayerName, CellCode);
    const TABLE: &'static str = "cells";
    fn key(&self) -> Self::Key {
        (self.layer.clone(), self.code.clone())
    }
}

impl Record for Address {
    type Key = AddressId;
    const TABLE: &'static str = "addresses";
    fn key(&self) -> AddressId {
        self.id.clone()
    }
}

impl Record for Checkpoint {
    type Key = CheckpointId;
    const TABLE: &'static str = "checkpoints";
    fn key(&self) -> CheckpointId {
        self.id.clone()
    }
}

impl Record for Barrier {
    type Key = BarrierId;
    const TABLE: &'static str = "barriers";
    fn key(&self) -> BarrierId {
        self.id.clone()
    }
}

impl Record for Count {
    type Key = (AddressId, Measure, Date);
    const TABLE: &'static str = "counts";
    fn key(&self) -> Self::Key {
        (self.address.clone(), self.measure.clone(), self.cutoff)
    }
}
