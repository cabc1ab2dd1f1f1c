//! Pages of a column, held against what can be in them before anybody makes room for it.

use std::fs::File;
use std::io::{BufRead, BufReader};

use bytes::Bytes;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

/// The most that a page may unpack to, and what any page may.
const PAGE_BYTES: [u64; 2] = [512 << 20, 16 << 20];

/// How many times its size a page may unpack to, beyond that.
const EXPANSION: u64 = 2048;

/// Why a page is not read; what it is called nobody sees.
fn refused() -> ParquetError {
    ParquetError::General("implausible".to_owned())
}

/// A file of pages whose sizes are checked.
pub(super) struct PageFile(pub(super) File);

impl Length for PageFile {
    fn len(&self) -> u64 {
        self.0.len()
    }
}

impl ChunkReader for PageFile {
    type T = BufReader<File>;

    /// Where a page begins.
    fn get_read(&self, start: u64) -> Result<Self::T> {
        let mut reader = self.0.get_read(start)?;
        let sizes = page_sizes(reader.fill_buf()?).ok_or_else(refused)?;
        let [unpacked, packed] = sizes;
        let [most, any] = PAGE_BYTES;
        if unpacked > most.min(any.max(packed * EXPANSION)) {
            return Err(refused());
        }
        Ok(reader)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        self.0.get_bytes(start, length)
    }
}

/// How many bytes a page has unpacked and packed: the second and the third field of its head, all of them numbers (the compact
/// protocol of Thrift, `parquet.thrift`, struct PageHeader).
fn page_sizes(head: &[u8]) -> Option<[u64; 2]> {
    // the next field, a number of 32 bits
    const FIELD: u8 = 0x15;
    let mut bytes = head.iter();
    let mut number = || {
        if *bytes.next()? != FIELD {
            return None;
        }
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = *bytes.next()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                // the lowest bit is the sign
                return (number & 1 == 0).then_some(number >> 1);
            }
        }
        None
    };
    let _kind = number()?;
    Some([number()?, number()?])
}

/// Pages of a column without lists, whose claims are checked.
pub(super) struct Checked<P> {
    pages: P,
    /// How many rows are still to come.
    left: u64,
}

impl<P: PageReader> Checked<P> {
    /// The pages of a column of so many rows.
    pub(super) fn new(pages: P, rows: u64) -> Self {
        Self { pages, left: rows }
    }

    fn check(&mut self, page: &Page) -> Result<()> {
        let claimed = u64::from(page.num_values());
        if page.is_dictionary_page() {
            // each of its values has at least a byte
            if claimed > page.buffer().len() as u64 {
                return Err(refused());
            }
        } else {
            self.left = self.left.checked_sub(claimed).ok_or_else(refused)?;
        }
        Ok(())
    }
}

impl<P: PageReader> Iterator for Checked<P> {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl<P: PageReader> PageReader for Checked<P> {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.pages.get_next_page()?;
        page.iter().try_for_each(|page| self.check(page))?;
        Ok(page)
    }

    // rows are read one after the other: nobody skips or looks ahead
    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        Err(refused())
    }

    fn skip_next_page(&mut self) -> Result<()> {
        Err(refused())
    }

    fn at_record_boundary(&mut self) -> Result<bool> {
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::page_sizes;

    #[test]
    fn heads() {
        // a data page of 300 bytes, packed into 40
        let head = [0x15, 0x00, 0x15, 0xD8, 0x04, 0x15, 0x50, 0x2C];
        assert_eq!(page_sizes(&head), Some([300, 40]));
        assert_eq!(page_sizes(&head[..5]), None);
        assert_eq!(page_sizes(&[0x15, 0x00, 0x15, 0x01, 0x15, 0x00]), None);
        let most = [0x15, 0, 0x15, 0xFE, 0xFF, 0xFF, 0xFF, 0x0F, 0x15, 0];
        assert_eq!(page_sizes(&most), Some([i32::MAX as u64, 0]));
        assert_eq!(page_sizes(&[0x15, 0, 0x25, 0, 0x15, 0]), None);
    }
}
