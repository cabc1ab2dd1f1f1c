//! Keys of requests, so that one sent again is not done again.

use hexward_engine::model::RequestKey;
use sha2::{Digest, Sha256};

/// Longest key in characters.
const LONGEST_KEY: usize = 255;

/// A key given as an argument.
pub(super) fn request_key(text: &str) -> Result<String, String> {
    let fits = !text.trim().is_empty() && text.chars().count() <= LONGEST_KEY;
    if fits && !text.chars().any(char::is_control) {
        return Ok(text.to_owned());
    }
    Err(format!(
        "a key is 1 to {LONGEST_KEY} characters without control characters"
    ))
}

/// The key of a request that asks for this.
pub(super) fn digest(key: &str, asked: &[&[u8]]) -> RequestKey {
    let mut digest = Sha256::new();
    for part in asked {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    RequestKey {
        key: key.to_owned(),
        digest: digest.finalize().into(),
    }
}
