//! Numbers, texts, identifiers, names of kinds, options and lists.

use time::Date;

use super::reader::{Reader, fault, put_signed, put_unsigned};
use super::{Canonical, CodecError};
use crate::geom::Phase;
use crate::model::{
    AddressId, AreaCode, BarrierId, CellCode, CheckpointId, CheckpointState, DutyId, LayerName,
    Lock, Measure, PlanId, PlanState, Revision, RoleClass, RoleId, SharedText, StaffId, Tier, Unit,
    UnitId,
};

impl Canonical for u8 {
    fn write(&self, out: &mut Vec<u8>) {
        out.push(*self);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        reader.byte()
    }
}

impl Canonical for bool {
    fn write(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let offset = reader.offset();
        match reader.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(fault(offset, format!("{other} is neither yes nor no"))),
        }
    }
}

impl Canonical for u32 {
    fn write(&self, out: &mut Vec<u8>) {
        put_unsigned(out, u64::from(*self));
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let offset = reader.offset();
        let value = reader.unsigned()?;
        Self::try_from(value).map_err(|error| fault(offset, format!("{value}: {error}")))
    }
}

impl Canonical for i32 {
    fn write(&self, out: &mut Vec<u8>) {
        put_signed(out, i64::from(*self));
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let offset = reader.offset();
        let value = reader.signed()?;
        Self::try_from(value).map_err(|error| fault(offset, format!("{value}: {error}")))
    }
}

impl Canonical for Revision {
    fn write(&self, out: &mut Vec<u8>) {
        put_unsigned(out, self.0);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        reader.unsigned().map(Self)
    }
}

impl Canonical for [u8; 32] {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        reader.array()
    }
}

impl Canonical for Date {
    fn write(&self, out: &mut Vec<u8>) {
        self.to_julian_day().write(out);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let offset = reader.offset();
        Self::from_julian_day(i32::read(reader)?).map_err(|error| fault(offset, error))
    }
}

impl Canonical for String {
    fn write(&self, out: &mut Vec<u8>) {
        put_text(out, self);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        reader.text().map(str::to_owned)
    }
}

impl Canonical for SharedText {
    fn write(&self, out: &mut Vec<u8>) {
        put_text(out, self);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        reader.text().map(Self::from)
    }
}

impl<T: Canonical> Canonical for Box<T> {
    fn write(&self, out: &mut Vec<u8>) {
        T::write(self, out);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        T::read(reader).map(Self::new)
    }
}

impl<T: Canonical> Canonical for Option<T> {
    fn write(&self, out: &mut Vec<u8>) {
        out.push(u8::from(self.is_some()));
        if let Some(value) = self {
            value.write(out);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let offset = reader.offset();
        match reader.byte()? {
            0 => Ok(None),
            1 => T::read(reader).map(Some),
            other => Err(fault(
                offset,
                format!("{other} does not say whether a value follows"),
            )),
        }
    }
}

impl<T: Canonical> Canonical for Vec<T> {
    fn write(&self, out: &mut Vec<u8>) {
        put_unsigned(out, self.len() as u64);
        for item in self {
            item.write(out);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let count = reader.count()?;
        (0..count).try_fold(Self::new(), |mut items, _| {
            items.push(T::read(reader)?);
            Ok(items)
        })
    }
}

/// Appends a text.
pub(super) fn put_text(out: &mut Vec<u8>, text: &str) {
    put_unsigned(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// The form of identifiers: their text, which the constructor checks.
macro_rules! identifiers {
    ($($type:ty: $parse:path),+ $(,)?) => {$(
        impl Canonical for $type {
            fn write(&self, out: &mut Vec<u8>) {
                put_text(out, self.as_str());
            }

            fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
                let offset = reader.offset();
                $parse(reader.text()?).map_err(|error| fault(offset, error))
            }
        }
    )+};
}

identifiers! {
    AreaCode: AreaCode::new,
    CellCode: CellCode::parse,
    AddressId: AddressId::new,
    CheckpointId: CheckpointId::new,
    BarrierId: BarrierId::new,
    LayerName: LayerName::new,
    UnitId: UnitId::new,
    PlanId: PlanId::new,
    Measure: Measure::new,
    RoleId: RoleId::new,
    DutyId: DutyId::new,
    StaffId: StaffId::new,
}

/// The form of kinds: a fixed byte, which never changes its meaning.
macro_rules! kinds {
    ($($type:ident { $($variant:ident = $code:literal),+ $(,)? })+) => {$(
        impl Canonical for $type {
            fn write(&self, out: &mut Vec<u8>) {
                out.push(match self { $(Self::$variant => $code),+ });
            }

            fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
                let offset = reader.offset();
                match reader.byte()? {
                    $($code => Ok(Self::$variant),)+
                    other => Err(fault(offset, format!("{other} is no {}", stringify!($type)))),
                }
            }
        }
    )+};
}

kinds! {
    Tier { Street = 0, Community = 1, Grid = 2, Micro = 3 }
    Unit { Households = 0, Persons = 1, PersonVisits = 2, Places = 3, Items = 4 }
    Phase { A = 0, B = 1, C = 2 }
    Lock { Open = 0, MayGrow = 1, Closed = 2 }
    CheckpointState { Open = 0, Closed = 1 }
    RoleClass { Official = 0, Worker = 1, Medical = 2, Police = 3, Volunteer = 4, Other = 5 }
    PlanState {
        Draft = 0, Validated = 1, Submitted = 2, Approved = 3, InForce = 4, Archived = 5, Withdrawn = 6,
    }
}
