//! CSV: lines of cells below a header, read in chunks.

use std::io::{BufRead, Cursor, Read};
use std::sync::Arc;
use std::thread::Scope;

use csv::{ByteRecord, ReaderBuilder, Terminator};

use super::chunks::{Chunk, Chunks, Lines, read_record};
use super::columns::{ColumnMap, Schema, missing, other_name, refuse_personal};
use super::error::ImportFault;
use super::fill::Fill;
use super::privacy;
use super::report::{Place, Rejected, RowKind, shown};
use super::row::{Cells, Row, cell};
use super::source::read_fault;
use super::utf8::count_of;

/// A CSV file whose header has been understood.
pub(super) struct CsvTable<'a> {
    file: Arc<str>,
    chunks: Chunks<'a>,
    names: Vec<&'static str>,
    /// For each field the number of its cell.
    columns: Vec<Option<usize>>,
    /// The fields that have no column, what they are filled with, and the columns that this goes on with.
    fills: Vec<(usize, Fill)>,
    header: Vec<String>,
    ignored: Vec<String>,
    chunk: Chunk,
}

impl<'a> CsvTable<'a> {
    /// Reads the header: comma, semicolon or tab, whichever it has most.
    ///
    /// # Errors
    /// [`ImportFault`] when it cannot be read or lacks a column, doubles one or has one about persons.
    pub(super) fn open(
        file: &Arc<str>,
        bytes: Box<dyn BufRead + Send + 'a>,
        schema: &Schema,
        names: Vec<&'static str>,
        map: &ColumnMap,
    ) -> Result<Self, ImportFault> {
        map.check_fields(schema, &names)?;
        let choose = |header: &Header| header.resolve(schema, &names, map);
        let (reader, header, columns) = begin(bytes, choose)?;
        let fills = names.iter().enumerate();
        let fills = fills.filter_map(|(i, field)| Some((i, map.fill_of(field)?)));
        let fills = fills.collect();
        let mut table = Self::below(file, reader, header, names, columns);
        let filling = map.filling();
        table.ignored.retain(|column| !filling.contains(column));
        Ok(Self { fills, ..table })
    }

    /// Reads a header that may have any columns; `choose` says for each name which it is read from.
    ///
    /// # Errors
    /// [`ImportFault`] when it cannot be read, or looks like a row.
    pub(super) fn open_any(
        file: &Arc<str>,
        bytes: Box<dyn BufRead + Send + 'a>,
        names: Vec<&'static str>,
        choose: impl FnOnce(&[String]) -> Vec<Option<usize>>,
    ) -> Result<(Self, Vec<String>), ImportFault> {
        let choose = |header: &Header| {
            let columns = choose(&header.names);
            let column = || names.first().copied().unwrap_or_default().to_owned();
            if columns.iter().all(Option::is_none) && header.looks_like_row() {
                return Err(ImportFault::NoHeader { column: column() });
            }
            Ok(columns)
        };
        let (reader, header, columns) = begin(bytes, choose)?;
        let table = Self::below(file, reader, header, names, columns);
        let names = table.header.clone();
        Ok((table, names))
    }

    /// The rows below a header.
    fn below(
        file: &Arc<str>,
        reader: Lines<'a>,
        header: Header,
        names: Vec<&'static str>,
        columns: Vec<Option<usize>>,
    ) -> Self {
        Self {
            file: Arc::clone(file),
            chunks: Chunks::Here(reader),
            names,
            ignored: header.ignored(&columns),
            header: header.names,
            columns,
            fills: Vec::new(),
            chunk: Chunk::default(),
        }
    }

    /// The same table; from now on another thread reads ahead of what is asked for.
    pub(super) fn ahead<'scope>(self, scope: &'scope Scope<'scope, '_>) -> Self
    where
        'a: 'scope,
    {
        Self {
            chunks: self.chunks.ahead(scope),
            ..self
        }
    }

    /// Reads the next rows; false at the end of the file.
    pub(super) fn read_chunk(&mut self) -> Result<bool, ImportFault> {
        self.chunks.next(&mut self.chunk)
    }

    /// The rows of the chunk, or why one is no row.
    pub(super) fn rows(&self) -> impl Iterator<Item = (Row<'_>, Option<Rejected>)> {
        self.chunk.rows().iter().map(|(line, record)| {
            let place = Place {
                file: &self.file,
                kind: RowKind::Line,
                line: *line,
            };
            let width = self.header.len();
            let ragged = (record.len() != width).then(|| {
                place.reject(
                    "row",
                    &record.len().to_string(),
                    format!("cells, the header has {width}"),
                )
            });
            (
                Row {
                    place,
                    names: &self.names,
                    cells: Cells::Line(record, &self.columns),
                    filled: self.filled(*line, record),
                },
                ragged,
            )
        })
    }

    /// What fields without a column say in a row.
    fn filled(&self, line: u64, record: &ByteRecord) -> Vec<(usize, String)> {
        let value = |column: &str| {
            let place = self.header.iter().position(|name| name == column)?;
            Some(String::from_utf8_lossy(cell(record, place)?))
        };
        let fills = self.fills.iter();
        // the header is line 1
        fills
            .map(|(field, fill)| (*field, fill.text(line - 1, value)))
            .collect()
    }

    /// The columns that are not read.
    pub(super) fn into_ignored(self) -> Vec<String> {
        self.ignored
    }
}

/// A reader behind the header of a file, the header, and the columns that are chosen from it.
fn begin<'a>(
    mut bytes: Box<dyn BufRead + Send + 'a>,
    choose: impl FnOnce(&Header) -> Result<Vec<Option<usize>>, ImportFault>,
) -> Result<(Lines<'a>, Header, Vec<Option<usize>>), ImportFault> {
    let delimiter = delimiter(bytes.fill_buf().map_err(|error| read_fault(&error))?);
    // every line ends in a line feed then, so that lines can be counted
    let whole: Box<dyn Read + Send + 'a> = Box::new(bytes.chain(Cursor::new(b"\n")));
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .terminator(Terminator::Any(b'\n'))
        .buffer_capacity(1 << 16)
        .from_reader(whole);
    let mut record = ByteRecord::new();
    read_record(&mut reader, &mut record)?.ok_or(ImportFault::Empty)?;
    let header = Header::of(&record);
    let columns = choose(&header)?;
    Ok((reader, header, columns))
}

fn delimiter(head: &[u8]) -> u8 {
    let line = head
        .split(|&byte| byte == b'\n')
        .find(|line| !line.trim_ascii().is_empty())
        .unwrap_or_default();
    let count = |wanted: u8| count_of(wanted, line);
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|&wanted| count(wanted))
        .unwrap_or(b',')
}

/// The names of the columns.
struct Header {
    names: Vec<String>,
}

impl Header {
    fn of(record: &ByteRecord) -> Self {
        let name = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        Self {
            names: record.iter().map(name).collect(),
        }
    }

    /// For each field the number of its column.
    fn resolve(
        &self,
        schema: &Schema,
        fields: &[&'static str],
        map: &ColumnMap,
    ) -> Result<Vec<Option<usize>>, ImportFault> {
        let place = |column: &str| self.names.iter().position(|name| name == column);
        let other = |field: &str| other_name(field).filter(|_| !map.maps_field(field));
        let find =
            |field: &str| place(map.column_of(field)).or_else(|| other(field).and_then(&place));
        let columns: Vec<Option<usize>> = fields.iter().map(|field| find(field)).collect();
        if columns.iter().all(Option::is_none) && self.looks_like_row() {
            return Err(ImportFault::NoHeader {
                column: map.column_of(fields[0]).to_owned(),
            });
        }
        self.refuse_doubles()?;
        self.names
            .iter()
            .try_for_each(|name| refuse_personal(name, schema, map))?;
        for (i, field) in schema.fields.iter().enumerate() {
            let wanted = map.column_of(fields[i]);
            let needed = field.required || wanted != fields[i];
            match map.fill_of(fields[i]) {
                Some(fill) => {
                    let lacking = fill.columns().find(|name| place(name).is_none());
                    lacking.map_or(Ok(()), |name| Err(missing(name, &self.names)))?;
                }
                None if needed && columns[i].is_none() => {
                    return Err(missing(wanted, &self.names));
                }
                None => {}
            }
        }
        Ok(columns)
    }

    /// Whether a cell is a number or identifies a person: then a message must not repeat this line.
    fn looks_like_row(&self) -> bool {
        self.names
            .iter()
            .any(|name| name.parse::<f64>().is_ok() || privacy::identifies_person(name))
    }

    fn refuse_doubles(&self) -> Result<(), ImportFault> {
        for (second, column) in self
            .names
            .iter()
            .enumerate()
            .filter(|(_, name)| !name.is_empty())
        {
            if let Some(first) = self.names[..second].iter().position(|name| name == column) {
                return Err(ImportFault::DuplicateColumn {
                    column: shown(column),
                    first: first + 1,
                    second: second + 1,
                });
            }
        }
        Ok(())
    }

    fn ignored(&self, columns: &[Option<usize>]) -> Vec<String> {
        let unread =
            |(i, name): &(usize, &String)| !name.is_empty() && !columns.contains(&Some(*i));
        self.names
            .iter()
            .enumerate()
            .filter(unread)
            .map(|(_, name)| shown(name))
            .collect()
    }
}
