//! GeoJSON: the features of a collection, one after the other.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::columns::{ColumnMap, Schema, missing, refuse_personal};
use super::error::ImportFault;
use super::feature::Feature;
use super::fill::Fill;
use super::report::{Place, RowKind, shown};
use super::row::{Cells, Property, Row};
use super::shapes::GEOMETRY;
use super::source::read_fault;

/// How many names of unread properties are listed at most.
const MAX_IGNORED: usize = 1000;

/// Reads a feature collection and hands over each feature with its number, from 1. The answer is the name of the system
/// that the file says its coordinates are in, if it does.
///
/// # Errors
/// [`ImportFault`] when it is not a feature collection, or whatever `each` finds.
pub(super) fn each_feature(
    reader: impl io::BufRead,
    each: impl FnMut(u64, &Feature) -> Result<(), ImportFault>,
) -> Result<Option<String>, ImportFault> {
    let mut stopped = None;
    let mut written = None;
    let collection = Collection {
        written: &mut written,
        each,
        stopped: &mut stopped,
    };
    let mut deserializer = serde_json::Deserializer::from_reader(reader);
    let result = collection
        .deserialize(&mut deserializer)
        .and_then(|()| deserializer.end());
    match (stopped, result) {
        (Some(fault), _) => Err(fault),
        (None, Err(error)) => Err(json_fault(error)),
        (None, Ok(())) => Ok(written),
    }
}

fn json_fault(error: serde_json::Error) -> ImportFault {
    let (line, column) = (error.line(), error.column());
    if error.is_io() {
        return read_fault(&io::Error::from(error));
    }
    let message = error.to_string();
    if message.starts_with("recursion limit") {
        return ImportFault::TooDeep { line, column };
    }
    let repeats = shown(&message) == super::privacy::WITHHELD;
    let withheld = || format!("a value is of the wrong type at line {line} column {column}");
    ImportFault::NotGeoJson(if repeats {
        withheld()
    } else {
        message.chars().take(300).collect()
    })
}

/// The feature collection as a whole.
struct Collection<'a, F> {
    written: &'a mut Option<String>,
    each: F,
    /// Why reading was stopped, when it was not for the form of the file.
    stopped: &'a mut Option<ImportFault>,
}

impl<'de, F: FnMut(u64, &Feature) -> Result<(), ImportFault>> DeserializeSeed<'de>
    for Collection<'_, F>
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, F: FnMut(u64, &Feature) -> Result<(), ImportFault>> Visitor<'de> for Collection<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of type FeatureCollection")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut kind = None;
        let mut read = false;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "type" => kind = Some(check_type(map.next_value()?)?),
                "crs" => {
                    let member = map.next_value::<Option<CrsMember>>()?;
                    let named = member.and_then(|member| member.properties);
                    *self.written = named.map(|named| shown(&named.name));
                }
                "features" if read => return Err(A::Error::duplicate_field("features")),
                "features" => {
                    map.next_value_seed(Features {
                        each: &mut self.each,
                        stopped: self.stopped,
                    })?;
                    read = true;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        kind.ok_or_else(|| A::Error::missing_field("type"))?;
        if read {
            Ok(())
        } else {
            Err(A::Error::missing_field("features"))
        }
    }
}

fn check_type<E: Error>(kind: String) -> Result<String, E> {
    if kind == "FeatureCollection" {
        return Ok(kind);
    }
    Err(E::custom(format!(
        "its type is `{}`, not FeatureCollection",
        shown(&kind)
    )))
}

#[derive(Deserialize)]
struct CrsMember {
    properties: Option<CrsName>,
}

#[derive(Deserialize)]
struct CrsName {
    name: String,
}

/// The list of features.
struct Features<'a, F> {
    each: &'a mut F,
    stopped: &'a mut Option<ImportFault>,
}

impl<'de, F: FnMut(u64, &Feature) -> Result<(), ImportFault>> DeserializeSeed<'de>
    for Features<'_, F>
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(u64, &Feature) -> Result<(), ImportFault>> Visitor<'de> for Features<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut number = 0;
        while let Some(feature) = list.next_element::<Feature>()? {
            number += 1;
            if let Err(fault) = (self.each)(number, &feature) {
                *self.stopped = Some(fault);
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

/// What is known of the properties of a file so far.
pub(super) struct FeatureTable<'a> {
    file: Arc<str>,
    schema: &'static Schema,
    map: &'a ColumnMap,
    names: Vec<&'static str>,
    /// For each field whether some feature has its property; coordinates are in the geometry.
    met: Vec<bool>,
    /// The fields that are not read from a property, and what they are filled with.
    fills: Vec<(usize, Fill)>,
    /// The properties that this goes on with, and whether some feature has them.
    filling: Vec<(String, bool)>,
    ignored: BTreeSet<String>,
    /// The geometry types that are wanted, and the first other one.
    wanted: &'static [&'static str],
    other: Option<String>,
    some_wanted: bool,
    features: u64,
}

impl<'a> FeatureTable<'a> {
    /// A table for features with these geometry types.
    pub(super) fn new(
        file: &Arc<str>,
        schema: &'static Schema,
        names: Vec<&'static str>,
        map: &'a ColumnMap,
        wanted: &'static [&'static str],
    ) -> Result<Self, ImportFault> {
        map.check_fields(schema, &names)?;
        let mut met = vec![false; names.len()];
        let fills = names.iter().enumerate();
        let fills = fills.filter_map(|(i, field)| Some((i, map.fill_of(field)?)));
        let fills: Vec<(usize, Fill)> = fills.collect();
        for &(field, _) in &fills {
            met[field] = true;
        }
        let filling = map.filling().into_iter().map(|name| (name, false));
        let ignored = BTreeSet::new();
        let file = Arc::clone(file);
        Ok(Self {
            file,
            schema,
            map,
            names,
            met,
            fills,
            filling: filling.collect(),
            ignored,
            wanted,
            other: None,
            some_wanted: false,
            features: 0,
        })
    }

    /// The row that a feature is.
    ///
    /// # Errors
    /// [`ImportFault::PersonalColumn`] when it has a property about persons.
    pub(super) fn row<'r>(
        &'r mut self,
        number: u64,
        feature: &'r Feature,
    ) -> Result<Row<'r>, ImportFault> {
        self.features += 1;
        let mut properties = vec![None; self.names.len()];
        for (name, value) in &feature.properties {
            let used = self.filling.iter_mut().find(|(used, _)| used == name);
            let is_used = used.map(|(_, met)| *met = true).is_some();
            let mut is_read = false;
            for (field, own) in self.names.iter().enumerate() {
                if name != self.map.column_of(own) {
                    continue;
                }
                is_read = true;
                if !self.met[field] {
                    refuse_personal(name, self.schema, self.map)?;
                }
                self.met[field] = true;
                properties[field] = Some(value);
            }
            if !is_read && !self.ignored.contains(name) {
                refuse_personal(name, self.schema, self.map)?;
                if !is_used && self.ignored.len() < MAX_IGNORED {
                    self.ignored.insert(name.clone());
                }
            }
        }
        let kind = feature
            .geometry
            .as_ref()
            .map(|geometry| geometry.kind.as_str());
        match kind {
            Some(kind) if self.wanted.contains(&kind) => self.some_wanted = true,
            Some(kind) if self.other.is_none() => self.other = Some(shown(kind)),
            _ => {}
        }
        let place = Place {
            file: &self.file,
            kind: RowKind::Feature,
            line: number,
        };
        let value = |column: &str| {
            let mut own = feature.properties.iter();
            match &own.find(|(name, _)| name == column)?.1 {
                Property::Text(text) => Some(Cow::from(text)),
                Property::Null | Property::Nested => None,
            }
        };
        let fills = self.fills.iter();
        let filled = fills.map(|(field, fill)| (*field, fill.text(number, value)));
        Ok(Row {
            place,
            names: &self.names,
            cells: Cells::Properties(properties),
            filled: filled.collect(),
        })
    }

    /// The properties that were not read.
    ///
    /// # Errors
    /// [`ImportFault`] when no feature had a geometry of the wanted types, or none a property that all need.
    pub(super) fn finish(self) -> Result<Vec<String>, ImportFault> {
        if let Some(found) = self.other.as_ref().filter(|_| !self.some_wanted) {
            return Err(ImportFault::GeometryType {
                found: found.clone(),
                expected: self.wanted[0],
            });
        }
        let column = |i: usize| self.map.column_of(self.names[i]);
        let mut filling = self.filling.iter();
        if let Some((name, _)) = filling.find(|(_, met)| !met && self.features > 0) {
            return Err(missing(name, &self.present()));
        }
        let unmet = (0..self.names.len()).filter(|&i| self.features > 0 && !self.met[i]);
        for i in unmet {
            let field = &self.schema.fields[i];
            let in_geometry = matches!(field.name, "lon" | "lat" | GEOMETRY);
            if !in_geometry && (field.required || column(i) != self.names[i]) {
                return Err(missing(column(i), &self.present()));
            }
        }
        Ok(self.ignored.iter().map(|name| shown(name)).collect())
    }

    /// The properties that some feature has, in the order of the alphabet.
    fn present(&self) -> Vec<String> {
        let read = (0..self.names.len()).filter(|&i| self.met[i]);
        let read = read.map(|i| self.map.column_of(self.names[i]));
        let used = self.filling.iter().filter(|(_, met)| *met);
        let used = used.map(|(name, _)| name.as_str());
        let ignored = self.ignored.iter().map(String::as_str);
        let all: BTreeSet<&str> = read.chain(used).chain(ignored).collect();
        let columns = all.into_iter().filter(|name| Fill::parse(name).is_none());
        columns.map(str::to_owned).collect()
    }
}
