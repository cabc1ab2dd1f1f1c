//! The binary form of records.

/// Bytes that are not a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("byte {offset}: {reason}")]
pub struct CodecError {
    /// Where.
    pub offset: usize,
    /// What is wrong.
    pub reason: String,
}
