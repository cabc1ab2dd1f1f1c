//! The place, addresses, checkpoints and barriers.

use crate::model::{
    Address, AddressId, AreaCode, Barrier, BarrierId, Checkpoint, CheckpointId, CheckpointState,
    Place, Stated, Text,
};
use crate::store::codec::CodecError;
use crate::store::postgis::ewkb;
use crate::store::postgis::row::{Columns, KeyColumn, Row, Slots, text_column};
use crate::store::postgis::sql::{self, Statements};

impl Row for Place {
    const SQL: Statements = sql::PLACE;

    fn put(&self, slots: &mut Slots) {
        slots.put_text(&self.name.zh);
        slots.put_text(&self.name.en);
        slots.put_text(&self.note.zh);
        slots.put_text(&self.note.en);
        slots.put_position(self.anchor);
    }

    fn key_columns(_: &[&()]) -> Vec<KeyColumn> {
        Vec::new()
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        Ok(Self {
            name: Text {
                zh: columns.string()?,
                en: columns.string()?,
            },
            note: Text {
                zh: columns.string()?,
                en: columns.string()?,
            },
            anchor: columns.position()?,
        })
    }
}

impl Row for Address {
    const SQL: Statements = sql::ADDRESSES;

    fn put(&self, slots: &mut Slots) {
        slots.put_with(|out| ewkb::put_point(out, self.position));
        slots.put_text(self.id.as_str());
        slots.put_text(&self.label);
        slots.put_text(&self.building);
        slots.put_i64(i64::from(self.households));
        slots.put_i64(i64::from(self.residents));
        let stated = self.stated.as_deref();
        slots.put_text_or_null(stated.map(|stated| stated.area.as_str()));
        slots.put_bool(stated.is_some_and(|stated| stated.wins));
    }

    fn key_columns(keys: &[&AddressId]) -> Vec<KeyColumn> {
        vec![text_column(keys.iter().map(|key| key.as_str()))]
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        let position = columns.decoded(ewkb::read_point)?;
        Ok(Self {
            id: columns.parsed(AddressId::new)?,
            position,
            label: columns.text()?.into(),
            building: columns.text()?.into(),
            households: columns.number()?,
            residents: columns.number()?,
            stated: stated(columns)?,
        })
    }
}

/// The stated area of an address: a code and whether it wins, or NULL and false.
fn stated(columns: &mut Columns<'_>) -> Result<Option<Box<Stated>>, CodecError> {
    let area = columns.parsed_or_null(AreaCode::new)?;
    match (area, columns.boolean()?) {
        (Some(area), wins) => Ok(Some(Box::new(Stated { area, wins }))),
        (None, false) => Ok(None),
        (None, true) => Err(columns.wrong(&"no area is stated that could win")),
    }
}

impl Row for Checkpoint {
    const SQL: Statements = sql::CHECKPOINTS;

    fn put(&self, slots: &mut Slots) {
        slots.put_with(|out| ewkb::put_point(out, self.position));
        slots.put_text(self.id.as_str());
        slots.put_text(&self.name);
        slots.put_text(&self.kind);
        slots.put_text(self.state.name());
    }

    fn key_columns(keys: &[&CheckpointId]) -> Vec<KeyColumn> {
        vec![text_column(keys.iter().map(|key| key.as_str()))]
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        let position = columns.decoded(ewkb::read_point)?;
        Ok(Self {
            id: columns.parsed(CheckpointId::new)?,
            position,
            name: columns.string()?,
            kind: columns.string()?,
            state: columns.named(CheckpointState::from_name)?,
        })
    }
}

impl Row for Barrier {
    const SQL: Statements = sql::BARRIERS;

    fn put(&self, slots: &mut Slots) {
        slots.put_with(|out| ewkb::put_line(out, self.path()));
        slots.put_text(self.id.as_str());
        slots.put_text(&self.class);
        slots.put_text(&self.name);
    }

    fn key_columns(keys: &[&BarrierId]) -> Vec<KeyColumn> {
        vec![text_column(keys.iter().map(|key| key.as_str()))]
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        let path = columns.decoded(ewkb::read_line)?;
        let (id, class) = (columns.parsed(BarrierId::new)?, columns.string()?);
        let name = columns.string()?;
        let barrier = Self::new(id, class, path).map_err(|error| columns.wrong(&error))?;
        Ok(barrier.named(name))
    }
}
