//! The lines of a CSV file in chunks, read when they are asked for or ahead of it.

use std::io::Read;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::thread::Scope;

use csv::ByteRecord;

use super::error::ImportFault;
use super::row::cell;
use super::source::read_fault;
use super::utf8::count_of;

/// How many rows are read before they are worked on.
const CHUNK_ROWS: usize = 4096;

/// After so many bytes they are worked on, however few they are: a row with an outline may be long.
const CHUNK_BYTES: usize = 16 << 20;

/// The room of a row that is kept for the next one.
const KEPT_BYTES: usize = 1 << 16;

/// How many chunks may have been read that nobody has worked on.
const AHEAD: usize = 4;

/// The lines of a CSV file.
pub(super) type Lines<'a> = csv::Reader<Box<dyn Read + Send + 'a>>;

/// Some rows, each with the line on which it begins.
#[derive(Default)]
pub(super) struct Chunk {
    rows: Vec<(u64, ByteRecord)>,
    filled: usize,
}

impl Chunk {
    /// The rows.
    pub(super) fn rows(&self) -> &[(u64, ByteRecord)] {
        &self.rows[..self.filled]
    }

    /// Reads the next rows instead of these; false at the end of the file.
    fn fill(&mut self, lines: &mut Lines<'_>) -> Result<bool, ImportFault> {
        let used = self.rows[..self.filled].iter_mut();
        for (_, record) in used.filter(|(_, record)| record.as_slice().len() > KEPT_BYTES) {
            *record = ByteRecord::new();
        }
        self.filled = 0;
        let mut bytes = 0;
        while self.filled < CHUNK_ROWS && bytes < CHUNK_BYTES {
            if self.filled == self.rows.len() {
                self.rows.push((0, ByteRecord::new()));
            }
            let (line, record) = &mut self.rows[self.filled];
            match read_record(lines, record)? {
                Some(number) => *line = number,
                None => break,
            }
            let blank = record.len() == 1 && cell(record, 0).is_none_or(<[u8]>::is_empty);
            bytes += record.as_slice().len();
            self.filled += usize::from(!blank);
        }
        Ok(self.filled > 0)
    }
}

/// Where chunks come from.
pub(super) enum Chunks<'a> {
    /// They are read when they are asked for.
    Here(Lines<'a>),
    /// Another thread reads them ahead, and fills anew those that it gets back.
    Ahead(Receiver<Result<Chunk, ImportFault>>, Sender<Chunk>),
}

impl<'a> Chunks<'a> {
    /// The same chunks, read ahead by a thread of the scope, which ends with the file or when nobody asks any more.
    pub(super) fn ahead<'scope>(self, scope: &'scope Scope<'scope, '_>) -> Self
    where
        'a: 'scope,
    {
        let Self::Here(mut lines) = self else {
            return self;
        };
        let (full, chunks) = sync_channel(AHEAD);
        let (back, used) = channel::<Chunk>();
        scope.spawn(move || {
            loop {
                let mut chunk = used.try_recv().unwrap_or_default();
                let filled = chunk.fill(&mut lines);
                let is_last = !matches!(filled, Ok(true));
                if full.send(filled.map(|_| chunk)).is_err() || is_last {
                    return;
                }
            }
        });
        Self::Ahead(chunks, back)
    }

    /// Puts the next rows into a chunk; false at the end of the file.
    pub(super) fn next(&mut self, chunk: &mut Chunk) -> Result<bool, ImportFault> {
        let (chunks, back) = match self {
            Self::Here(lines) => return chunk.fill(lines),
            Self::Ahead(chunks, back) => (chunks, back),
        };
        let next = chunks
            .recv()
            .unwrap_or_else(|_ended| Ok(Chunk::default()))?;
        // nobody takes it back at the end of the file
        let _ = back.send(std::mem::replace(chunk, next));
        Ok(chunk.filled > 0)
    }
}

/// Reads a record and returns the line on which it begins, or `None` at the end.
pub(super) fn read_record(
    reader: &mut csv::Reader<impl Read>,
    record: &mut ByteRecord,
) -> Result<Option<u64>, ImportFault> {
    let more = reader
        .read_byte_record(record)
        .map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) => read_fault(&error),
            other => ImportFault::Unreadable(format!("{other:?}")),
        })?;
    // blank lines before the record are part of it for the reader, so its beginning is counted from its end
    let before = record.position().map_or(1, csv::Position::line);
    let inner = count_of(b'\n', record.as_slice());
    let counted = reader.position().line().saturating_sub(1 + inner);
    Ok(more.then_some(counted.max(before)))
}
