//! Changes and deltas: what the commit log keeps.

use super::reader::{Form, Reader, fault};
use super::{Canonical, CodecError};
use crate::model::{Change, Delta, Record};

/// The version of the form, its first byte; a form that reads differently has another.
pub(super) const VERSION: u8 = 4;
/// The version before there were duties and names of barriers; the log of an old store and steps of its plans still have
/// it.
const WITHOUT_DUTIES: u8 = 3;
/// The version before there were plans, likewise.
const WITHOUT_PLANS: u8 = 2;
/// The version before addresses had a stated area, likewise.
const WITHOUT_STATED: u8 = 1;

const MADE: u8 = 1;
const REMOVED: u8 = 2;
const REPLACED: u8 = 3;

/// The binary form of a delta, with its version. O(rows).
pub fn encode_delta(delta: &Delta) -> Vec<u8> {
    let mut out = vec![VERSION];
    delta.write(&mut out);
    out
}

/// The delta of a binary form.
///
/// # Errors
/// [`CodecError`] when the bytes are of another version, end early, go on, or hold what no constructor accepts.
pub fn decode_delta(bytes: &[u8]) -> Result<Delta, CodecError> {
    let mut reader = Reader::new(bytes);
    match reader.byte()? {
        VERSION => {}
        WITHOUT_DUTIES => reader.set_form(Form::WithoutDuties),
        WITHOUT_PLANS => reader.set_form(Form::WithoutPlans),
        WITHOUT_STATED => reader.set_form(Form::WithoutStated),
        other => {
            return Err(fault(
                0,
                format!("version {other} of the form is not known"),
            ));
        }
    }
    let delta = Delta::read(&mut reader)?;
    reader.finish()?;
    Ok(delta)
}

/// The delta of a step of a plan: what [`decode_delta`] reads since there are plans, but none that changes plans, so that
/// steps do not nest.
///
/// # Errors
/// As [`decode_delta`].
pub(crate) fn decode_step(bytes: &[u8]) -> Result<Delta, CodecError> {
    let (version, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let form = match *version {
        VERSION => Form::Newest,
        WITHOUT_DUTIES => Form::WithoutDuties,
        other => return Err(fault(0, format!("version {other} is none of a step"))),
    };
    let mut reader = Reader::new(rest);
    reader.set_form(form);
    reader.refuse_steps();
    let delta = Delta::read(&mut reader)?;
    reader.finish()?;
    Ok(delta)
}

impl<T: Record + Canonical> Canonical for Change<T> {
    fn write(&self, out: &mut Vec<u8>) {
        let tag = match (self.before(), self.after()) {
            (None, _) => MADE,
            (Some(_), None) => REMOVED,
            (Some(_), Some(_)) => REPLACED,
        };
        out.push(tag);
        self.before()
            .into_iter()
            .chain(self.after())
            .for_each(|row| row.write(out));
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let offset = reader.offset();
        match reader.byte()? {
            MADE => T::read(reader).map(Self::make),
            REMOVED => T::read(reader).map(Self::remove),
            REPLACED => Self::replace(T::read(reader)?, T::read(reader)?)
                .ok_or_else(|| fault(offset, "the row after has another key than the row before")),
            other => Err(fault(offset, format!("{other} is no kind of change"))),
        }
    }
}
