//! Grids, crossing layers and cells.

use crate::geom::Phase;
use crate::model::{
    AreaCode, Cell, CellCode, CrossingLayer, Grid, LayerName, Lock, Record, SpatialUnit, Tier,
    UnitId,
};
use crate::store::codec::CodecError;
use crate::store::hexes::{hexes_text, parse_hexes};
use crate::store::postgis::ewkb;
use crate::store::postgis::row::{Columns, KeyColumn, Row, Slots, text_column};
use crate::store::postgis::sql::{self, Statements};

impl Row for Grid {
    const SQL: Statements = sql::GRIDS;

    fn put(&self, slots: &mut Slots) {
        slots.put_with(|out| ewkb::put_region(out, &self.region));
        slots.put_text(self.code.as_str());
        slots.put_text(self.tier.name());
        slots.put_text_or_null(self.parent.as_ref().map(AreaCode::as_str));
        slots.put_text(&self.name);
        slots.put_text(self.lock.name());
    }

    fn key_columns(keys: &[&AreaCode]) -> Vec<KeyColumn> {
        vec![text_column(keys.iter().map(|key| key.as_str()))]
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        let region = columns.decoded(ewkb::read_region)?;
        Ok(Self {
            code: columns.parsed(AreaCode::new)?,
            tier: columns.named(Tier::from_name)?,
            parent: columns.parsed_or_null(AreaCode::new)?,
            name: columns.string()?,
            region,
            lock: columns.named(Lock::from_name)?,
        })
    }
}

impl Row for CrossingLayer {
    const SQL: Statements = sql::CROSSING_LAYERS;

    fn put(&self, slots: &mut Slots) {
        slots.put_text(self.name.as_str());
        slots.put_text(self.parent.as_str());
        slots.put_text(&self.phase.letter().to_string());
        slots.put_i16(i16::from(self.level));
        slots.put_i64(i64::from(self.spacing_mm));
        slots.put_position(self.datum);
    }

    fn key_columns(keys: &[&LayerName]) -> Vec<KeyColumn> {
        vec![text_column(keys.iter().map(|key| key.as_str()))]
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        Ok(Self {
            name: columns.parsed(LayerName::new)?,
            parent: columns.parsed(AreaCode::new)?,
            phase: columns.named(Phase::from_letter)?,
            level: columns.small_number()?,
            spacing_mm: columns.number()?,
            datum: columns.position()?,
        })
    }
}

impl Row for Cell {
    const SQL: Statements = sql::CELLS;

    fn put(&self, slots: &mut Slots) {
        slots.put_with(|out| ewkb::put_region(out, &self.region));
        slots.put_text(self.layer.as_str());
        slots.put_text(self.code.as_str());
        slots.put_text(&hexes_text(&self.hexes));
    }

    fn key_columns(keys: &[&<Self as Record>::Key]) -> Vec<KeyColumn> {
        vec![
            text_column(keys.iter().map(|(layer, _)| layer.as_str())),
            text_column(keys.iter().map(|(_, code)| code.as_str())),
        ]
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        let region = columns.decoded(ewkb::read_region)?;
        Ok(Self {
            layer: columns.parsed(LayerName::new)?,
            code: columns.parsed(CellCode::parse)?,
            hexes: columns.named(parse_hexes)?,
            region,
        })
    }
}

impl Row for SpatialUnit {
    const SQL: Statements = sql::UNITS;

    fn put(&self, slots: &mut Slots) {
        slots.put_with(|out| ewkb::put_region(out, &self.region));
        slots.put_text(self.id.as_str());
        slots.put_text(&self.kind);
        slots.put_text(&self.name);
    }

    fn key_columns(keys: &[&UnitId]) -> Vec<KeyColumn> {
        vec![text_column(keys.iter().map(|key| key.as_str()))]
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        let region = columns.decoded(ewkb::read_region)?;
        Ok(Self {
            id: columns.parsed(UnitId::new)?,
            kind: columns.string()?,
            name: columns.string()?,
            region,
        })
    }
}
