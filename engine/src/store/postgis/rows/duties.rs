//! Roles and duties.

use crate::model::{Duty, DutyId, Holder, Role, RoleClass, RoleId, Text, Tier};
use crate::store::codec::{Canonical, CodecError, decode_ground};
use crate::store::postgis::row::{Columns, KeyColumn, Row, Slots, text_column};
use crate::store::postgis::sql::{self, Statements};

impl Row for Role {
    const SQL: Statements = sql::ROLES;

    fn put(&self, slots: &mut Slots) {
        slots.put_text(self.id.as_str());
        slots.put_text(&self.title.zh);
        slots.put_text(&self.title.en);
        slots.put_text(self.class.name());
        slots.put_text_or_null(self.tier.map(Tier::name));
        slots.put_i64(i64::from(self.least));
        slots.put_i64_or_null(self.most.map(i64::from));
    }

    fn key_columns(keys: &[&RoleId]) -> Vec<KeyColumn> {
        vec![text_column(keys.iter().map(|key| key.as_str()))]
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        Ok(Self {
            id: columns.parsed(RoleId::new)?,
            title: Text {
                zh: columns.string()?,
                en: columns.string()?,
            },
            class: columns.named(RoleClass::from_name)?,
            tier: tier(columns)?,
            least: columns.number()?,
            most: columns.number_or_null()?,
        })
    }
}

fn tier(columns: &mut Columns<'_>) -> Result<Option<Tier>, CodecError> {
    columns.parsed_or_null(|name| Tier::from_name(name).ok_or(format!("`{name}` is not known")))
}

impl Row for Duty {
    const SQL: Statements = sql::DUTIES;

    fn put(&self, slots: &mut Slots) {
        slots.put_text(self.id.as_str());
        slots.put_text(self.role.as_str());
        slots.put_text(&self.name);
        slots.put_text(self.ground.kind());
        slots.put_with(|out| self.ground.write(out));
        slots.put_text(&Holder::list_text(&self.holders));
        slots.put_date_or_null(self.from);
        slots.put_date_or_null(self.until);
    }

    fn key_columns(keys: &[&DutyId]) -> Vec<KeyColumn> {
        vec![text_column(keys.iter().map(|key| key.as_str()))]
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        let (id, role) = (columns.parsed(DutyId::new)?, columns.parsed(RoleId::new)?);
        let (name, kind) = (columns.string()?, columns.string()?);
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
            from: columns.date_or_null()?,
            until: columns.date_or_null()?,
        })
    }
}
