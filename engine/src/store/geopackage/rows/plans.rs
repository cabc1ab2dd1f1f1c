//! Plans and their steps.

use std::sync::Arc;

use crate::model::{Plan, PlanId, PlanState, PlanStep, Record, Revision, Stamp};
use crate::store::codec::{CodecError, decode_step, encode_delta};
use crate::store::geopackage::commit::number;
use crate::store::geopackage::dates::{date_text, parse_date};
use crate::store::geopackage::row::{Columns, Row, Slots};
use crate::store::geopackage::sql::{self, Statements};

impl Row for Plan {
    const SQL: Statements = sql::PLANS;

    fn put(&self, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()> {
        slots.put(self.id.as_str())?;
        slots.put(&self.name)?;
        slots.put(self.state.name())?;
        slots.put(number(self.base))?;
        slots.put(self.effective.map(date_text))?;
        put_stamp(Some(&self.created), slots)?;
        put_stamp(self.validated.as_ref(), slots)?;
        put_stamp(self.submitted.as_ref(), slots)?;
        put_stamp(self.approved.as_ref(), slots)?;
        put_stamp(self.activated.as_ref(), slots)?;
        slots.put(self.in_force.map(number))
    }

    fn put_key(key: &PlanId, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()> {
        slots.put(key.as_str())
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        Ok(Self {
            id: columns.parsed(PlanId::new)?,
            name: columns.string()?,
            state: columns.named(PlanState::from_name)?,
            base: revision(columns)?,
            effective: columns.named_or_null(parse_date)?,
            created: stamp(columns)?.ok_or_else(|| columns.wrong(&"nobody created it"))?,
            validated: stamp(columns)?,
            submitted: stamp(columns)?,
            approved: stamp(columns)?,
            activated: stamp(columns)?,
            in_force: revision_or_null(columns)?,
        })
    }
}

fn put_stamp(stamp: Option<&Stamp>, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()> {
    slots.put(stamp.map(|stamp| stamp.by.as_str()))?;
    slots.put(stamp.map(|stamp| stamp.at.as_str()))
}

fn stamp(columns: &mut Columns<'_>) -> Result<Option<Stamp>, CodecError> {
    match (columns.string_or_null()?, columns.string_or_null()?) {
        (Some(by), Some(at)) => Ok(Some(Stamp { by, at })),
        (None, None) => Ok(None),
        _ => Err(columns.wrong(&"who and when belong together")),
    }
}

fn revision(columns: &mut Columns<'_>) -> Result<Revision, CodecError> {
    revision_or_null(columns)?.ok_or_else(|| columns.wrong(&"no revision"))
}

fn revision_or_null(columns: &mut Columns<'_>) -> Result<Option<Revision>, CodecError> {
    let number: Option<i64> = columns.number()?;
    let revision = number.map(u64::try_from).transpose();
    let revision = revision.map_err(|error| columns.wrong(&error))?;
    Ok(revision.map(Revision))
}

impl Row for PlanStep {
    const SQL: Statements = sql::PLAN_STEPS;

    fn put(&self, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()> {
        slots.put(self.plan.as_str())?;
        slots.put(self.number)?;
        slots.put_blob(|out| *out = encode_delta(&self.delta))
    }

    fn put_key(
        (plan, number): &<Self as Record>::Key,
        slots: &mut Slots<'_, '_>,
    ) -> rusqlite::Result<()> {
        slots.put(plan.as_str())?;
        slots.put(*number)
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        Ok(Self {
            plan: columns.parsed(PlanId::new)?,
            number: columns.number()?,
            delta: Arc::new(columns.decoded(decode_step)?),
        })
    }
}
