//! The place, addresses, checkpoints and barriers.

use crate::geom::Bounds;
use crate::model::{
    Address, AddressId, AreaCode, Barrier, BarrierId, Checkpoint, CheckpointId, CheckpointState,
    Place, Stated, Text,
};
use crate::store::codec::CodecError;
use crate::store::geopackage::blob;
use crate::store::geopackage::row::{Columns, Row, Slots};
use crate::store::geopackage::sql::{self, Statements};

impl Row for Place {
    const SQL: Statements = sql::PLACE;

    fn put(&self, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()> {
        slots.put(&self.name.zh)?;
        slots.put(&self.name.en)?;
        slots.put(&self.note.zh)?;
        slots.put(&self.note.en)?;
        slots.put_position(self.anchor)
    }

    fn put_key((): &(), _: &mut Slots<'_, '_>) -> rusqlite::Result<()> {
        Ok(())
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

    fn put(&self, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()> {
        slots.put_blob(|out| blob::put_point(out, self.position))?;
        slots.put(self.id.as_str())?;
        slots.put(&*self.label)?;
        slots.put(&*self.building)?;
        slots.put(self.households)?;
        slots.put(self.residents)?;
        let stated = self.stated.as_deref();
        slots.put(stated.map(|stated| stated.area.as_str()))?;
        slots.put(stated.is_some_and(|stated| stated.wins))
    }

    fn put_key(key: &AddressId, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()> {
        slots.put(key.as_str())
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        let position = columns.decoded(blob::read_point)?;
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

    fn bounds(&self) -> Option<Bounds> {
        Bounds::around([self.position])
    }
}

/// The stated area of an address: a code and whether it wins, or NULL and 0.
fn stated(columns: &mut Columns<'_>) -> Result<Option<Box<Stated>>, CodecError> {
    let area = columns.parsed_or_null(AreaCode::new)?;
    match (area, columns.number()?) {
        (Some(area), wins) => Ok(Some(Box::new(Stated { area, wins }))),
        (None, false) => Ok(None),
        (None, true) => Err(columns.wrong(&"no area is stated that could win")),
    }
}

impl Row for Checkpoint {
    const SQL: Statements = sql::CHECKPOINTS;

    fn put(&self, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()> {
        slots.put_blob(|out| blob::put_point(out, self.position))?;
        slots.put(self.id.as_str())?;
        slots.put(&self.name)?;
        slots.put(&self.kind)?;
        slots.put(self.state.name())
    }

    fn put_key(key: &CheckpointId, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()> {
        slots.put(key.as_str())
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        let position = columns.decoded(blob::read_point)?;
        Ok(Self {
            id: columns.parsed(CheckpointId::new)?,
            position,
            name: columns.string()?,
            kind: columns.string()?,
            state: columns.named(CheckpointState::from_name)?,
        })
    }

    fn bounds(&self) -> Option<Bounds> {
        Bounds::around([self.position])
    }
}

impl Row for Barrier {
    const SQL: Statements = sql::BARRIERS;

    fn put(&self, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()> {
        slots.put_blob(|out| blob::put_line(out, self.path()))?;
        slots.put(self.id.as_str())?;
        slots.put(&self.class)?;
        slots.put(&self.name)
    }

    fn put_key(key: &BarrierId, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()> {
        slots.put(key.as_str())
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        let path = columns.decoded(blob::read_line)?;
        let (id, class) = (columns.parsed(BarrierId::new)?, columns.string()?);
        let name = columns.string()?;
        let barrier = Self::new(id, class, path).map_err(|error| columns.wrong(&error))?;
        Ok(barrier.named(name))
    }

    fn bounds(&self) -> Option<Bounds> {
        Bounds::around(self.path().iter().copied())
    }
}
