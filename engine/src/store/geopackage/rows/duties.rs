//! Roles and duties.

use crate::model::{Duty, DutyId, Holder, Role, RoleClass, RoleId, Text, Tier};
use crate::store::codec::{Canonical, CodecError, decode_ground};
use crate::store::geopackage::dates::{date_text, parse_date};
use crate::store::geopackage::row::{Columns, Row, Slots};
use crate::store::geopackage::sql::{self, Statements};

impl Row for Role {
    const SQL: Statements = sql::ROLES;

    fn put(&self, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()> {
        slots.put(self.id.as_str())?;
        slots.put(&self.title.zh)?;
        slots.put(&self.title.en)?;
        slots.put(self.class.name())?;
        slots.put(self.tier.map(Tier::name))?;
        slots.put(self.least)?;
        slots.put(self.most)
    }

    fn put_key(key: &RoleId, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()> {
        slots.put(key.as_str())
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        Ok(Self {
            id: columns.parsed(RoleId::new)?,
            title: Text {
                zh: columns.string()?,
                en: columns.string()?,
            },
            class: columns.named(RoleClass::from_name)?,
            tier: columns.named_or_null(Tier::from_name)?,
            least: columns.number()?,
            most: columns.number()?,
        })
    }
}

impl Row for Duty {
    const SQL: Statements = sql::DUTIES;

    fn put(&self, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()> {
        slots.put(self.id.as_str())?;
        slots.put(self.role.as_str())?;
        slots.put(&self.name)?;
        slots.put(self.ground.kind())?;
        slots.put_blob(|out| self.ground.write(out))?;
        slots.put(Holder::list_text(&self.holders))?;
        slots.put(self.from.map(date_text))?;
        slots.put(self.until.map(date_text))
    }

    fn put_key(key: &DutyId, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()> {
        slots.put(key.as_str())
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        let (id, role) = (columns.parsed(DutyId::new)?, columns.parsed(RoleId::new)?);
        let (name, kind) = (columns.string()?, columns.text()?);
        let ground = columns.decoded(decode_ground)?;
        if ground.kind() != kind {
            return Err(columns.wrong(&format!("ground is {}, not {kind}", ground.kind())));
        }
        Ok(Self {
            id,
            role,
            name,
            ground,
            holders: columns.parsed(Holder::parse_list)?,
            from: columns.named_or_null(parse_date)?,
            until: columns.named_or_null(parse_date)?,
        })
    }
}
