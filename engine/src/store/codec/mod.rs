//! The binary form of records and deltas, as the commit log keeps it and the content hash sees it.
//!
//! - **canonical**: a value has one form; equal values have equal bytes, and bytes that are read give back the same
//!   bytes when they are written. Bytes of another form of the same value are refused. The one exception is a delta of
//!   an earlier version, which is read as such and written as the newest;
//! - **varint**: an unsigned integer in groups of seven bits, the lowest first, the high bit set on all but the last;
//!   a signed one is folded first (0, -1, 1, -2, …);
//! - **text**: its length in bytes, then UTF-8;
//! - **chain**: its number of positions, then longitude and latitude of each in lattice steps, less the one before;
//! - **list**: its number of items, then the items.
//!
//! No floating-point number is written. A reader checks every claimed length against the bytes that remain, builds
//! through the model's constructors, and never panics.

mod delta;
mod geometry;
mod reader;
mod record;
mod scalar;
#[cfg(test)]
mod tests;

pub(crate) use delta::decode_step;
pub use delta::{decode_delta, encode_delta};
pub(crate) use reader::{Reader, fault, put_unsigned};
pub(crate) use record::decode_ground;

/// Bytes that are not a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("byte {offset}: {reason}")]
pub struct CodecError {
    /// Where.
    pub offset: usize,
    /// What is wrong.
    pub reason: String,
}

/// A value with one binary form.
pub(crate) trait Canonical: Sized {
    /// Appends the form.
    fn write(&self, out: &mut Vec<u8>);

    /// Takes one value off the front.
    ///
    /// # Errors
    /// [`CodecError`] when the bytes are not the form of a value.
    fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError>;
}
