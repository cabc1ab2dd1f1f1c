//! Writing a layer of a vector tile, after the Mapbox Vector Tile specification 2.1.
//!
//! Names and values of fields stand in tables of the layer, each once and in the order in which features first have them.
//! All is written as it comes: a feature holds nothing but numbers, and no value is a text of its own on the heap.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::vector_clip::{EXTENT, Point, Rings};

/// What protobuf calls the wire types of a field.
const VARINT: u32 = 0;
const EIGHT_BYTES: u32 = 1;
const BYTES: u32 = 2;

/// The version of the specification that layers name.
const VERSION: u64 = 2;

/// The commands of a geometry.
const MOVE_TO: u64 = 1;
const LINE_TO: u64 = 2;
const CLOSE_PATH: u64 = 7;

/// The geometry of a feature, in tile units.
#[derive(Clone, Copy)]
pub(super) enum Geometry<'a> {
    Point(Point),
    Lines(&'a [Vec<Point>]),
    Rings(&'a Rings),
}

/// One layer while it is written.
pub(super) struct LayerWriter {
    name: String,
    features: Vec<u8>,
    fields: Fields,
    /// The geometry of the feature that is being written.
    geometry: Vec<u8>,
}

impl LayerWriter {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            features: Vec::new(),
            fields: Fields::default(),
            geometry: Vec::new(),
        }
    }

    /// Makes room for this many areas, so that a full tile is not moved about while it grows.
    pub(super) fn reserve(&mut self, areas: usize) {
        self.features.reserve(areas * 64);
        self.fields.values.reserve(areas * 3);
    }

    /// Adds a feature with the fields that `fill` gives it.
    pub(super) fn feature(
        &mut self,
        id: u64,
        geometry: Geometry<'_>,
        fill: impl FnOnce(&mut Fields),
    ) {
        self.fields.begin();
        fill(&mut self.fields);
        self.geometry.clear();
        let kind = write_geometry(&mut self.geometry, geometry);
        let (tags, geometry) = (&self.fields.tags, &self.geometry);
        let of_tags = if tags.is_empty() {
            0
        } else {
            bytes_length(tags)
        };
        let length = 1 + varint_length(id) + of_tags + 2 + bytes_length(geometry);
        put_key(&mut self.features, 2, BYTES);
        put_varint(&mut self.features, length as u64);
        put_number(&mut self.features, 1, id);
        if !tags.is_empty() {
            put_bytes(&mut self.features, 2, tags);
        }
        put_number(&mut self.features, 3, kind);
        put_bytes(&mut self.features, 4, geometry);
    }

    /// The tile of this one layer; no bytes where no feature was added.
    pub(super) fn finish(self) -> Vec<u8> {
        if self.features.is_empty() {
            return Vec::new();
        }
        let Fields { names, values, .. } = &self.fields;
        let mut ends = Vec::new();
        for name in names {
            put_bytes(&mut ends, 3, name.as_bytes());
        }
        ends.extend_from_slice(&values.bytes);
        put_number(&mut ends, 5, EXTENT as u64);
        put_number(&mut ends, 15, VERSION);
        let name = self.name.as_bytes();
        let length = bytes_length(name) + self.features.len() + ends.len();
        let mut tile = Vec::with_capacity(length + 10);
        put_key(&mut tile, 3, BYTES);
        put_varint(&mut tile, length as u64);
        put_bytes(&mut tile, 1, name);
        tile.extend_from_slice(&self.features);
        tile.extend_from_slice(&ends);
        tile
    }
}

/// The fields of a feature, and the tables that those of all features stand in.
#[derive(Default)]
pub(super) struct Fields {
    names: Vec<String>,
    values: Values,
    /// The numbers of names and values of the feature that is being written.
    tags: Vec<u8>,
    /// The name after the last one used: features have theirs in the same order.
    next: usize,
}

impl Fields {
    fn begin(&mut self) {
        self.tags.clear();
        self.next = 0;
    }

    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.add(name, |value| put_bytes(value, 1, text.as_bytes()));
    }

    pub(super) fn decimal(&mut self, name: &str, number: f64) {
        self.add(name, |value| {
            put_key(value, 3, EIGHT_BYTES);
            value.extend_from_slice(&number.to_le_bytes());
        });
    }

    pub(super) fn whole(&mut self, name: &str, number: u64) {
        self.add(name, |value| put_number(value, 5, number));
    }

    pub(super) fn flag(&mut self, name: &str, set: bool) {
        self.add(name, |value| put_number(value, 7, set.into()));
    }

    fn add(&mut self, name: &str, write: impl FnOnce(&mut Vec<u8>)) {
        let name = self.name(name);
        let value = self.values.number(write);
        put_varint(&mut self.tags, name as u64);
        put_varint(&mut self.tags, value.into());
    }

    fn name(&mut self, name: &str) -> usize {
        let expected = self.names.get(self.next).is_some_and(|next| next == name);
        let found = if expected {
            Some(self.next)
        } else {
            self.names.iter().position(|known| known == name)
        };
        let number = found.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        self.next = number + 1;
        number
    }
}

/// The values of a layer as they are written, each once.
#[derive(Default)]
struct Values {
    bytes: Vec<u8>,
    /// Where each value lies in the bytes.
    spans: Vec<(u32, u32)>,
    /// The numbers of the values, by the hash of what was written.
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// The value that is looked for.
    looked: Vec<u8>,
}

impl Values {
    fn reserve(&mut self, values: usize) {
        let hash = hash_of_written(&self.hasher, &self.bytes, &self.spans);
        self.table.reserve(values, hash);
        self.spans.reserve(values);
        self.bytes.reserve(values * 20);
    }

    /// The number of what `write` writes.
    fn number(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> u32 {
        self.looked.clear();
        write(&mut self.looked);
        let key = self.hasher.hash_one(&*self.looked);
        let same = |&number: &u32| written(&self.bytes, &self.spans, number) == self.looked;
        if let Some(&number) = self.table.find(key, same) {
            return number;
        }
        let number = self.spans.len() as u32;
        let hash = hash_of_written(&self.hasher, &self.bytes, &self.spans);
        self.table.insert_unique(key, number, hash);
        put_key(&mut self.bytes, 4, BYTES);
        put_varint(&mut self.bytes, self.looked.len() as u64);
        let from = self.bytes.len() as u32;
        self.bytes.extend_from_slice(&self.looked);
        self.spans.push((from, self.bytes.len() as u32));
        number
    }
}

/// What was written as the value of a number.
fn written<'a>(bytes: &'a [u8], spans: &[(u32, u32)], number: u32) -> &'a [u8] {
    let (from, to) = spans[number as usize];
    &bytes[from as usize..to as usize]
}

/// The hash of a value that was written, by its number.
fn hash_of_written(
    hasher: &DefaultHashBuilder,
    bytes: &[u8],
    spans: &[(u32, u32)],
) -> impl Fn(&u32) -> u64 {
    |&number| hasher.hash_one(written(bytes, spans, number))
}

/// Writes the commands of a geometry; what the specification numbers its kind.
fn write_geometry(bytes: &mut Vec<u8>, geometry: Geometry<'_>) -> u64 {
    let mut last = (0, 0);
    let mut run = |command: u64, points: &[Point], closed: bool| {
        // two numbers of at most five bytes for each point, and a command
        bytes.reserve(points.len() * 10 + 10);
        put_varint(bytes, (points.len() as u64) << 3 | command);
        for &point in points {
            put_varint(bytes, zigzag(point.0 - last.0));
            put_varint(bytes, zigzag(point.1 - last.1));
            last = point;
        }
        if closed {
            put_varint(bytes, 1 << 3 | CLOSE_PATH);
        }
    };
    match geometry {
        Geometry::Point(point) => {
            run(MOVE_TO, &[point], false);
            1
        }
        Geometry::Lines(parts) => {
            for part in parts {
                run(MOVE_TO, &part[..1], false);
                run(LINE_TO, &part[1..], false);
            }
            2
        }
        Geometry::Rings(rings) => {
            for ring in rings.iter() {
                run(MOVE_TO, &ring[..1], false);
                run(LINE_TO, &ring[1..], true);
            }
            3
        }
    }
}

/// Small numbers of either sign as small numbers.
fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

fn put_key(bytes: &mut Vec<u8>, field: u32, wire: u32) {
    put_varint(bytes, (field << 3 | wire).into());
}

fn put_number(bytes: &mut Vec<u8>, field: u32, number: u64) {
    put_key(bytes, field, VARINT);
    put_varint(bytes, number);
}

fn put_bytes(bytes: &mut Vec<u8>, field: u32, content: &[u8]) {
    put_key(bytes, field, BYTES);
    put_varint(bytes, content.len() as u64);
    bytes.extend_from_slice(content);
}

/// Seven bits a byte, the lowest first; all but the last have the highest bit set.
fn put_varint(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn varint_length(number: u64) -> usize {
    let bits = u64::BITS - (number | 1).leading_zeros();
    bits.div_ceil(7) as usize
}

/// How long [`put_bytes`] makes it, for fields up to 15.
fn bytes_length(content: &[u8]) -> usize {
    1 + varint_length(content.len() as u64) + content.len()
}

#[cfg(test)]
mod tests;
