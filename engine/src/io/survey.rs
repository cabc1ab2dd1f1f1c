//! What a file seems to be, before anything is said about it: its form, its columns and what they may be called here, and how
//! well each coordinate reference system explains its coordinates. Nothing is chosen here.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::columns::{ColumnMap, Schema, is_personal, propose};
use super::crs::Crs;
use super::csv::CsvTable;
use super::doubt::Score;
use super::encoding::Encoding;
use super::error::{ImportError, ImportFault};
use super::feature::Feature;
use super::geojson::each_feature;
use super::ground::Ground;
use super::hypotheses::Trial;
use super::inner::inner_points;
use super::report::shown;
use super::row::Property;
use super::sample::Sample;
use super::shapes::GEOMETRY;
use super::source::{Format, Opened, Source};
use super::template::RecordKind;
use super::{areas, barriers, cases, points, units};
use crate::geom::Position;
use crate::model::AreaCode;

/// How many names of properties are listed at most.
const MAX_NAMES: usize = 1000;
/// Of how many systems it is said where the points lie.
const SHOWN_SYSTEMS: usize = 6;

/// What a file seems to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    /// Its form.
    pub format: Format,
    /// Its characters: as stated, or as its byte order mark says.
    pub encoding: Encoding,
    /// What it was taken to hold.
    pub kind: RecordKind,
    /// How many rows it has, good or bad.
    pub rows: u64,
    /// Its columns in their order, or its properties in that of the alphabet.
    pub columns: Vec<SurveyedColumn>,
    /// Fields that every row needs and no column seems to be.
    pub missing: Vec<&'static str>,
    /// The type of its first geometry.
    pub geometry: Option<String>,
    /// The coordinate reference system that it names itself.
    pub written_crs: Option<String>,
    /// What its points were held against, in words; nothing is stored when there is none.
    pub against: Option<String>,
    /// How well each system explains its coordinates, the best first; none without coordinates.
    pub scores: Vec<Score>,
    /// Where up to 200 of its points lie under each of the systems that explain some, in the order of the scores.
    pub spots: Vec<(Crs, Vec<Position>)>,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyedColumn {
    /// Its name in the file.
    pub name: String,
    /// The field that it may be.
    pub field: Option<&'static str>,
    /// It reads like a field about persons: a file that has it is refused.
    pub is_personal: bool,
}

impl Survey {
    /// The columns that are called otherwise than the fields they may be, as [`ColumnMap::parse`] takes them.
    pub fn mapping(&self) -> String {
        let pairs = self.columns.iter().filter_map(|column| {
            let field = column.field.filter(|&field| field != column.name)?;
            Some(format!("{}={field}", column.name))
        });
        pairs.collect::<Vec<_>>().join(",")
    }
}

/// Looks at a file that holds records of a kind: addresses when it is CSV and grids when it is GeoJSON, if no kind is named.
///
/// # Errors
/// [`ImportError`] when the file cannot be read at all: it is not there, not of its encoding, has no header.
pub fn survey(
    source: &Source<'_>,
    kind: Option<RecordKind>,
    ground: Option<&Arc<dyn Ground>>,
) -> Result<Survey, ImportError> {
    let ground = ground.map(|ground| &**ground);
    read(source, kind, ground).map_err(|fault| source.refused(fault))
}

fn read(
    source: &Source<'_>,
    kind: Option<RecordKind>,
    ground: Option<&dyn Ground>,
) -> Result<Survey, ImportFault> {
    let opened = source.open()?;
    let format = opened.format;
    let kind = kind.unwrap_or(match format {
        Format::Csv => RecordKind::Addresses,
        Format::GeoJson => RecordKind::Grids,
    });
    let schema = schema(kind);
    let mut sample = Sample::default();
    let mut survey = Survey {
        format,
        encoding: opened.encoding,
        kind,
        rows: 0,
        columns: Vec::new(),
        missing: Vec::new(),
        geometry: None,
        written_crs: None,
        against: ground.map(Ground::name),
        scores: Vec::new(),
        spots: Vec::new(),
    };
    let names = match format {
        Format::Csv => lines(source, opened, schema, &mut survey, &mut sample)?,
        Format::GeoJson => features(opened, schema, &mut survey, &mut sample)?,
    };
    let proposed = propose(schema, &names);
    let in_geometry =
        |name: &str| format == Format::GeoJson && matches!(name, "lon" | "lat" | GEOMETRY);
    let fields = schema.fields.iter().filter(|field| field.required);
    let fields = fields.filter(|field| !in_geometry(field.name));
    let missing = fields.filter(|field| !proposed.contains(&Some(field.name)));
    survey.missing = missing.map(|field| field.name).collect();
    let columns = names
        .iter()
        .zip(proposed)
        .map(|(name, field)| SurveyedColumn {
            name: shown(name),
            field,
            is_personal: is_personal(name, schema, &ColumnMap::default()),
        });
    survey.columns = columns.collect();
    if !sample.pairs().is_empty() {
        let trial = Trial::new(&sample, ground);
        survey.scores = trial.scores(survey.written_crs.as_deref().and_then(Crs::from_urn));
        let explaining = survey.scores.iter().filter(|score| score.inside > 0);
        let spots = explaining.map(|score| (score.crs, trial.spots(score.crs)));
        survey.spots = spots.take(SHOWN_SYSTEMS).collect();
    }
    Ok(survey)
}

fn schema(kind: RecordKind) -> &'static Schema {
    match kind {
        RecordKind::Grids => &areas::GRIDS,
        RecordKind::Addresses => &points::ADDRESSES,
        RecordKind::Checkpoints => &points::CHECKPOINTS,
        RecordKind::Cases => &cases::CASES,
        RecordKind::Barriers => &barriers::BARRIERS,
        RecordKind::Units => &units::UNITS,
    }
}

/// The field that says in which area a row lies.
fn area_field(kind: RecordKind) -> Option<&'static str> {
    match kind {
        RecordKind::Addresses => Some("grid"),
        RecordKind::Grids => Some("parent"),
        _ => None,
    }
}

/// Reads a CSV file: the names of its columns.
fn lines(
    source: &Source<'_>,
    opened: Opened<'_>,
    schema: &Schema,
    survey: &mut Survey,
    sample: &mut Sample,
) -> Result<Vec<String>, ImportFault> {
    const FIELDS: [&str; 4] = ["lon", "lat", "grid", GEOMETRY];
    let area = area_field(survey.kind);
    let choose = |names: &[String]| {
        let proposed = propose(schema, names);
        let place = |field: &str| proposed.iter().position(|&found| found == Some(field));
        let area = area.and_then(place);
        vec![place("lon"), place("lat"), area, place(GEOMETRY)]
    };
    let file = source.shared_name();
    let (mut table, names) = CsvTable::open_any(file, opened.reader, FIELDS.to_vec(), choose)?;
    while table.read_chunk()? {
        for (row, ragged) in table.rows() {
            survey.rows += 1;
            if ragged.is_some() {
                continue;
            }
            let stated = || row.optional_id(2, AreaCode::new).ok().flatten();
            if let Ok((x, y)) = row.coordinate(0).and_then(|x| Ok((x, row.coordinate(1)?))) {
                sample.meet(x, y, stated);
            } else if let Ok(geometry) = row.geometry(3) {
                survey.geometry.get_or_insert_with(|| shown(&geometry.kind));
                for [x, y] in inner_points(&geometry) {
                    sample.meet(x, y, stated);
                }
            }
        }
    }
    Ok(names)
}

/// Reads a feature collection: the names of its properties.
fn features(
    opened: Opened<'_>,
    schema: &Schema,
    survey: &mut Survey,
    sample: &mut Sample,
) -> Result<Vec<String>, ImportFault> {
    let mut names = BTreeSet::new();
    let area = area_field(survey.kind);
    let kind = survey.kind;
    let written = each_feature(opened.reader, |_, feature| {
        survey.rows += 1;
        for (name, _) in &feature.properties {
            if names.len() < MAX_NAMES && !names.contains(name) {
                names.insert(name.clone());
            }
        }
        let Some(geometry) = &feature.geometry else {
            return Ok(());
        };
        survey.geometry.get_or_insert_with(|| shown(&geometry.kind));
        if kind != RecordKind::Cases {
            for [x, y] in inner_points(geometry) {
                sample.meet(x, y, || stated(feature, schema, area?));
            }
        }
        Ok(())
    })?;
    survey.written_crs = written;
    Ok(names.into_iter().collect())
}

/// The area that a feature says it lies in.
fn stated(feature: &Feature, schema: &Schema, field: &str) -> Option<AreaCode> {
    let names = feature.properties.iter().map(|(name, _)| name.clone());
    let proposed = propose(schema, &names.collect::<Vec<_>>());
    let place = proposed.iter().position(|&found| found == Some(field))?;
    match &feature.properties[place].1 {
        Property::Text(text) => AreaCode::new(text).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Bounds;

    fn wuxi() -> Arc<dyn Ground> {
        let at = |lon, lat| Position::from_degrees(lon, lat).expect("in range");
        Arc::new(Bounds::around([at(120.29, 31.49), at(120.31, 31.51)]).expect("two corners"))
    }

    #[test]
    fn a_table_of_a_surveyor() {
        let text = "编号,北坐标,东坐标,户数,备注,手机\n1,3486712.5,40528513.25,3,,x\n2,3486722.5,40528613.25,x\n";
        let source = Source::bytes("a.csv", text.as_bytes());
        let found = survey(&source, None, Some(&wuxi())).expect("readable");
        assert_eq!((found.rows, found.kind), (2, RecordKind::Addresses));
        assert_eq!(
            found.mapping(),
            "编号=id,北坐标=lat,东坐标=lon,户数=households"
        );
        let personal = found.columns.iter().filter(|column| column.is_personal);
        assert_eq!(
            personal.map(|column| &*column.name).collect::<Vec<_>>(),
            ["手机"]
        );
        assert!(found.missing.is_empty());
        assert_eq!(found.scores[0].inside, 1, "{:?}", found.scores);
        let (crs, spots) = &found.spots[0];
        assert_eq!((crs, spots.len()), (&found.scores[0].crs, 1));
        assert!(wuxi().bounds().contains(spots[0]), "{spots:?}");
        #[cfg(feature = "gdal")]
        assert_eq!(found.scores[0].crs.to_string(), "EPSG:4528");
        assert_eq!(found.against.as_deref(), Some("the stored data"));
    }

    #[test]
    fn a_collection_that_names_its_system() {
        let text = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},
            "features":[{"type":"Feature","properties":{"编码":"990185400001","name":"n"},"geometry":
            {"type":"Polygon","coordinates":[[[120.3,31.5],[120.301,31.5],[120.3,31.501],[120.3,31.5]]]}}]}"#;
        let source = Source::bytes("a.geojson", text.as_bytes());
        let found = survey(&source, None, None).expect("readable");
        assert_eq!(
            found.written_crs.as_deref(),
            Some("urn:ogc:def:crs:EPSG::4490")
        );
        assert_eq!(found.geometry.as_deref(), Some("Polygon"));
        assert_eq!(found.mapping(), "编码=code");
        assert_eq!((found.scores[0].inside, found.scores[0].total), (4, 4));
        assert!(found.against.is_none());
    }

    #[test]
    fn what_cannot_be_read_at_all() {
        for (text, part) in [("", "it is empty"), ("A1,120.3,31.5\n", "looks like a row")] {
            let error = survey(&Source::bytes("a.csv", text.as_bytes()), None, None);
            assert!(error.expect_err(text).to_string().contains(part));
        }
        let text = "address,measure,unit,cutoff,value\nA,cases,persons,2026-01-31,1\n";
        let source = Source::bytes("a.csv", text.as_bytes());
        let found = survey(&source, Some(RecordKind::Cases), Some(&wuxi())).expect("readable");
        assert!(found.scores.is_empty() && found.missing.is_empty());
    }
}
