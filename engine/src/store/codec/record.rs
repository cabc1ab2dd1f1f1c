//! Records: their fields in the order given here.

use std::sync::Arc;

use super::delta::{decode_step, encode_delta};
use super::geometry::{put_chain, read_chain};
use super::reader::{Form, Reader, fault, put_unsigned};
use super::{Canonical, CodecError};
use crate::model::{
    Address, Barrier, BarrierId, Cell, Checkpoint, Count, CrossingLayer, Delta, Grid, Note, Place,
    Plan, PlanStep, RequestKey, SpatialUnit, Stamp, Stated, Text,
};

/// The form of plain records: one field after the other; those after `+` are not in earlier forms.
macro_rules! fields {
    ($($type:ident { $($field:ident),+ $(,)? } $(+ { $($late:ident),+ })?)+) => {$(
        impl Canonical for $type {
            fn write(&self, out: &mut Vec<u8>) {
                $(self.$field.write(out);)+
                $($(self.$late.write(out);)+)?
            }

            fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
                Ok(Self {
                    $($field: Canonical::read(reader)?,)+
                    $($($late: read_if(reader, Form::Newest)?,)+)?
                })
            }
        }
    )+};
}

fields! {
    Text { zh, en }
    Place { name, note, anchor }
    Grid { code, tier, parent, name, region } + { lock }
    CrossingLayer { name, parent, phase, level, spacing_mm, datum }
    Cell { layer, code, hexes, region }
    SpatialUnit { id, kind, name, region }
    Stated { area, wins }
    Checkpoint { id, position, name, kind } + { state }
    Count { address, measure, unit, cutoff, value }
    RequestKey { key, digest }
    Note { author, reason, at } + { request, undoes, effective }
    Stamp { by, at }
    Plan { id, name, state, base, effective, created, validated, submitted, approved, activated, in_force }
    Delta { note, place, grids, crossing_layers, cells, addresses, checkpoints, barriers, counts }
        + { units, plans, plan_steps }
}

/// A value that forms before `first` do not have.
fn read_if<T: Canonical + Default>(reader: &mut Reader<'_>, first: Form) -> Result<T, CodecError> {
    if reader.form() < first {
        return Ok(T::default());
    }
    T::read(reader)
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
            stated: read_if(reader, Form::WithoutPlans)?,
        })
    }
}

impl Canonical for PlanStep {
    fn write(&self, out: &mut Vec<u8>) {
        self.plan.write(out);
        self.number.write(out);
        let delta = encode_delta(&self.delta);
        put_unsigned(out, delta.len() as u64);
        out.extend_from_slice(&delta);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let offset = reader.offset();
        if reader.refuses_steps() {
            return Err(fault(offset, "a step of a plan changes plans"));
        }
        let (plan, number) = (Canonical::read(reader)?, Canonical::read(reader)?);
        let length = reader.count()?;
        let offset = reader.offset();
        let delta = decode_step(reader.take(length)?)
            .map_err(|error| fault(offset + error.offset, error.reason))?;
        Ok(Self {
            plan,
            number,
            delta: Arc::new(delta),
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
