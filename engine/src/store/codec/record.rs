//! Records: their fields in the order given here.

use std::sync::Arc;

use super::delta::{VERSION, decode_step, encode_delta};
use super::geometry::{put_chain, read_chain};
use super::reader::{Form, Reader, fault, put_unsigned};
use super::{Canonical, CodecError};
use crate::model::{
    Address, Barrier, BarrierId, Cell, Checkpoint, Count, CrossingLayer, Delta, Duty, Grid, Ground,
    Holder, Note, Place, Plan, PlanStep, RequestKey, Role, SpatialUnit, Stamp, Stated, Text,
};

/// The form of plain records: one field after the other; those after `+` came with plans, those after `&` with duties.
macro_rules! fields {
    ($($type:ident { $($field:ident),+ $(,)? } $(+ { $($late:ident),+ })? $(& { $($new:ident),+ })?)+) => {$(
        impl Canonical for $type {
            fn write(&self, out: &mut Vec<u8>) {
                $(self.$field.write(out);)+
                $($(self.$late.write(out);)+)?
                $($(self.$new.write(out);)+)?
            }

            fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
                Ok(Self {
                    $($field: Canonical::read(reader)?,)+
                    $($($late: read_if(reader, Form::WithoutDuties)?,)+)?
                    $($($new: read_if(reader, Form::Newest)?,)+)?
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
        + { units, plans, plan_steps } & { roles, duties }
    Role { id, title, class, tier, least, most }
    Holder { staff, share_percent, is_deputy }
    Duty { id, role, name, ground, holders, from, until }
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
        let bytes = reader.take(length)?;
        assert_same_form(reader, bytes.first(), offset)?;
        let delta =
            decode_step(bytes).map_err(|error| fault(offset + error.offset, error.reason))?;
        Ok(Self {
            plan,
            number,
            delta: Arc::new(delta),
        })
    }
}

/// A step has the form of the delta that it is part of, so that a delta has one form.
fn assert_same_form(
    reader: &Reader<'_>,
    version: Option<&u8>,
    offset: usize,
) -> Result<(), CodecError> {
    if (version == Some(&VERSION)) == (reader.form() == Form::Newest) {
        return Ok(());
    }
    Err(fault(
        offset,
        "a step of a plan has another form than its delta",
    ))
}

impl Canonical for Ground {
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Areas(codes) => tagged(out, AREAS, codes),
            Self::Cells { layer, codes } => {
                tagged(out, CELLS, layer);
                codes.write(out);
            }
            Self::Line { path, width_mm } => {
                tagged(out, LINE, width_mm);
                put_chain(out, path);
            }
            Self::Region(region) => tagged(out, REGION, region),
            Self::Addresses(ids) => tagged(out, ADDRESSES, ids),
            Self::Buildings { area, names } => {
                tagged(out, BUILDINGS, area);
                names.write(out);
            }
            Self::Households {
                area,
                building,
                first,
                last,
            } => {
                tagged(out, HOUSEHOLDS, area);
                building.write(out);
                first.write(out);
                last.write(out);
            }
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let offset = reader.offset();
        Ok(match reader.byte()? {
            AREAS => Self::Areas(Canonical::read(reader)?),
            CELLS => Self::Cells {
                layer: Canonical::read(reader)?,
                codes: Canonical::read(reader)?,
            },
            LINE => Self::Line {
                width_mm: Canonical::read(reader)?,
                path: read_chain(reader)?,
            },
            REGION => Self::Region(Canonical::read(reader)?),
            ADDRESSES => Self::Addresses(Canonical::read(reader)?),
            BUILDINGS => Self::Buildings {
                area: Canonical::read(reader)?,
                names: Canonical::read(reader)?,
            },
            HOUSEHOLDS => Self::Households {
                area: Canonical::read(reader)?,
                building: Canonical::read(reader)?,
                first: Canonical::read(reader)?,
                last: Canonical::read(reader)?,
            },
            other => return Err(fault(offset, format!("{other} is no kind of ground"))),
        })
    }
}

// the kinds of ground: fixed bytes, which never change their meaning
const AREAS: u8 = 0;
const CELLS: u8 = 1;
const LINE: u8 = 2;
const REGION: u8 = 3;
const ADDRESSES: u8 = 4;
const BUILDINGS: u8 = 5;
const HOUSEHOLDS: u8 = 6;

fn tagged(out: &mut Vec<u8>, tag: u8, first: &impl Canonical) {
    out.push(tag);
    first.write(out);
}

/// The ground of its binary form, as stores keep it.
pub(crate) fn decode_ground(bytes: &[u8]) -> Result<Ground, CodecError> {
    let mut reader = Reader::new(bytes);
    let ground = Ground::read(&mut reader)?;
    reader.finish()?;
    Ok(ground)
}

impl Canonical for Barrier {
    fn write(&self, out: &mut Vec<u8>) {
        self.id.write(out);
        self.class.write(out);
        put_chain(out, self.path());
        self.name.write(out);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let (id, class) = (BarrierId::read(reader)?, String::read(reader)?);
        let offset = reader.offset();
        let path = read_chain(reader)?;
        let name = read_if(reader, Form::Newest)?;
        let vertices = path.len();
        match Self::new(id, class, path) {
            Ok(barrier) if barrier.path().len() == vertices => Ok(barrier.named(name)),
            Ok(_) => Err(fault(offset, "line has a vertex twice in a row")),
            Err(error) => Err(fault(offset, error)),
        }
    }
}
