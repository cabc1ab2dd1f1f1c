//! Grids, crossing layers and cells.

use crate::geom::{Bounds, Phase};
use crate::model::{
    AreaCode, Cell, CellCode, CrossingLayer, Grid, LayerName, Lock, Record, SpatialUnit, Tier,
    UnitId,
};
use crate::store::codec::CodecError;
use crate::store::geopackage::blob;
use crate::store::geopackage::row::{Columns, Row, Slots};
use crate::store::geopackage::sql::{self, Statements};
use crate::store::hexes::{hexes_text, parse_hexes};

impl Row for Grid {
    const SQL: Statements = sql::GRIDS;

    fn put(&self, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()> {
        slots.put_blob(|out| blob::put_region(out, &self.region))?;
        slots.put(self.code.as_str())?;
        slots.put(self.tier.name())?;
        slots.put(self.parent.as_ref().map(AreaCode::as_str))?;
        slots.put(&self.name)?;
        slots.put(self.lock.name())
    }

    fn put_key(key: &AreaCode, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()> {
        slots.put(key.as_str())
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        let region = columns.decoded(blob::read_region)?;
        Ok(Self {
            code: columns.parsed(AreaCode::new)?,
            tier: columns.named(Tier::from_name)?,
            parent: columns.parsed_or_null(AreaCode::new)?,
            name: columns.string()?,
            region,
            lock: columns.named(Lock::from_name)?,
        })
    }

    fn bounds(&self) -> Option<Bounds> {
        Some(self.region.bounds())
    }
}

impl Row for CrossingLayer {
    const SQL: Statements = sql::CROSSING_LAYERS;

    fn put(&self, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()> {
        slots.put(self.name.as_str())?;
        slots.put(self.parent.as_str())?;
        slots.put(self.phase.letter().to_string())?;
        slots.put(self.level)?;
        slots.put(self.spacing_mm)?;
        slots.put_position(self.datum)
    }

    fn put_key(key: &LayerName, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()> {
        slots.put(key.as_str())
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        Ok(Self {
            name: columns.parsed(LayerName::new)?,
            parent: columns.parsed(AreaCode::new)?,
            phase: columns.named(Phase::from_letter)?,
            level: columns.number()?,
            spacing_mm: columns.number()?,
            datum: columns.position()?,
        })
    }
}

impl Row for Cell {
    const SQL: Statements = sql::CELLS;

    fn put(&self, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()> {
        slots.put_blob(|out| blob::put_region(out, &self.region))?;
        slots.put(self.layer.as_str())?;
        slots.put(self.code.as_str())?;
        slots.put(hexes_text(&self.hexes))
    }

    fn put_key(
        (layer, code): &<Self as Record>::Key,
        slots: &mut Slots<'_, '_>,
    ) -> rusqlite::Result<()> {
        slots.put(layer.as_str())?;
        slots.put(code.as_str())
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        let region = columns.decoded(blob::read_region)?;
        Ok(Self {
            layer: columns.parsed(LayerName::new)?,
            code: columns.parsed(CellCode::parse)?,
            hexes: columns.named(parse_hexes)?,
            region,
        })
    }

    fn bounds(&self) -> Option<Bounds> {
        Some(self.region.bounds())
    }
}

impl Row for SpatialUnit {
    const SQL: Statements = sql::UNITS;

    fn put(&self, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()> {
        slots.put_blob(|out| blob::put_region(out, &self.region))?;
        slots.put(self.id.as_str())?;
        slots.put(&self.kind)?;
        slots.put(&self.name)
    }

    fn put_key(key: &UnitId, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()> {
        slots.put(key.as_str())
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        let region = columns.decoded(blob::read_region)?;
        Ok(Self {
            id: columns.parsed(UnitId::new)?,
            kind: columns.string()?,
            name: columns.string()?,
            region,
        })
    }

    fn bounds(&self) -> Option<Bounds> {
        Some(self.region.bounds())
    }
}
