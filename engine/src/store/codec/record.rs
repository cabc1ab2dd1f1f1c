//! Records: their fields in the order given here.

use super::geometry::{put_chain, read_chain};
use super::reader::{Form, Reader, fault};
use super::{Canonical, CodecError};
use crate::model::{
    Address, Barrier, BarrierId, Cell, Checkpoint, Count, CrossingLayer, Delta, Grid, Note, Place,
    Stated, Text,
};

/// The form of plain records: one field after the other.
macro_rules! fields {
    ($($type:ident { $($field:ident),+ $(,)? })+) => {$(
        impl Canonical for $type {
            fn write(&self, out: &mut Vec<u8>) {
                $(self.$field.write(out);)+
            }

            fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
                Ok(Self { $($field: Canonical::read(reader)?),+ })
            }
        }
    )+};
}

fields! {
    Text { zh, en }
    Place { name, note, anchor }
    Grid { code, tier, parent, name, region }
    CrossingLayer { name, parent, phase, level, spacing_mm, datum }
    Cell { layer, code, hexes, region }
    Stated { area, wins }
    Checkpoint { id, position, name, kind }
    Count { address, measure, unit, cutoff, value }
    Note { author, reason, at }
    Delta { note, place, grids, crossing_layers, cells, addresses, checkpoints, barriers, counts }
}

impl Canonical for Address {
    fn write(&self, out: &mut Vec<u8>) {
        self.id.write(out);
        self.position.write(out);
        self.label.write(out);
        self.building.write(out);
        self.households.write(out);
        self.residents.write(out);
        self.stated.write(out);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        Ok(Self {
            id: Canonical::read(reader)?,
            position: Canonical::read(reader)?,
            label: Canonical::read(reader)?,
            building: Canonical::read(reader)?,
            households: Canonical::read(reader)?,
            residents: Canonical::read(reader)?,
            stated: match reader.form() {
                Form::WithoutStated => None,
                Form::Newest => Canonical::read(reader)?,
            },
        })
    }
}

impl Canonical for Barrier {
    fn write(&self, out: &mut Vec<u8>) {
        self.id.write(out);
        self.class.write(out);
        put_chain(out, self.path());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let (id, class) = (BarrierId::read(reader)?, String::read(reader)?);
        let offset = reader.offset();
        let path = read_chain(reader)?;
        let vertices = path.len();
        match Self::new(id, class, path) {
            Ok(barrier) if barrier.path().len() == vertices => Ok(barrier),
            Ok(_) => Err(fault(offset, "line has a vertex twice in a row")),
            Err(error) => Err(fault(offset, error)),
        }
    }
}
