//! Plans and their steps.

use std::sync::Arc;

use crate::model::{Plan, PlanId, PlanState, PlanStep, Record, Revision, Stamp};
use crate::store::codec::{CodecError, decode_step, encode_delta};
use crate::store::postgis::commit::number;
use crate::store::postgis::row::{Columns, KeyColumn, Row, Slots, text_column};
use crate::store::postgis::sql::{self, Statements};

impl Row for Plan {
    const SQL: Statements = sql::PLANS;

    fn put(&self, slots: &mut Slots) {
        slots.put_text(self.id.as_str());
        slots.put_text(&self.name);
        slots.put_text(self.state.name());
        slots.put_i64(number(self.base));
        slots.put_date_or_null(self.effective);
        put_stamp(Some(&self.created), slots);
        put_stamp(self.validated.as_ref(), slots);
        put_stamp(self.submitted.as_ref(), slots);
        put_stamp(self.approved.as_ref(), slots);
        put_stamp(self.activated.as_ref(), slots);
        slots.put_i64_or_null(self.in_force.map(number));
    }

    fn key_columns(keys: &[&PlanId]) -> Vec<KeyColumn> {
        vec![text_column(keys.iter().map(|key| key.as_str()))]
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        Ok(Self {
            id: columns.parsed(PlanId::new)?,
            name: columns.string()?,
            state: columns.named(PlanState::from_name)?,
            base: Revision(columns.number()?),
            effective: columns.date_or_null()?,
            created: stamp(columns)?.ok_or_else(|| columns.wrong(&"nobody created it"))?,
            validated: stamp(columns)?,
            submitted: stamp(columns)?,
            approved: stamp(columns)?,
            activated: stamp(columns)?,
            in_force: columns.number_or_null()?.map(Revision),
        })
    }
}

fn put_stamp(stamp: Option<&Stamp>, slots: &mut Slots) {
    slots.put_text_or_null(stamp.map(|stamp| stamp.by.as_str()));
    slots.put_text_or_null(stamp.map(|stamp| stamp.at.as_str()));
}

fn stamp(columns: &mut Columns<'_>) -> Result<Option<Stamp>, CodecError> {
    match (columns.string_or_null()?, columns.string_or_null()?) {
        (Some(by), Some(at)) => Ok(Some(Stamp { by, at })),
        (None, None) => Ok(None),
        _ => Err(columns.wrong(&"who and when belong together")),
    }
}

impl Row for PlanStep {
    const SQL: Statements = sql::PLAN_STEPS;

    fn put(&self, slots: &mut Slots) {
        slots.put_text(self.plan.as_str());
        slots.put_i64(i64::from(self.number));
        slots.put_with(|out| out.extend_from_slice(&encode_delta(&self.delta)));
    }

    fn key_columns(keys: &[&<Self as Record>::Key]) -> Vec<KeyColumn> {
        let numbers: Vec<_> = keys.iter().map(|(_, number)| i64::from(*number)).collect();
        vec![
            text_column(keys.iter().map(|(plan, _)| plan.as_str())),
            Box::new(numbers),
        ]
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        Ok(Self {
            plan: columns.parsed(PlanId::new)?,
            number: columns.number()?,
            delta: Arc::new(columns.decoded(decode_step)?),
        })
    }
}
