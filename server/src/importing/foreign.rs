//! Files of other programs on their way to the engine's readers.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use hexward_engine::Watch;
use hexward_engine::io::{Encoding, MAX_TEXT_BYTES, Source};

use crate::apart::{ApartError, Converted, HEAD_BYTES, Upload, convert, is_foreign};

/// A file as the engine's readers take it: itself, or the text that was made of it, which goes when this does.
pub(crate) struct Readable {
    /// What is read; messages call it as its sender does.
    pub(crate) source: Source<'static>,
    converted: Option<Converted>,
}

impl Readable {
    /// The layer that was read, of a file that has layers.
    pub(crate) fn layer(&self) -> Option<&str> {
        let layer = self.converted.as_ref().map(|text| text.layer.as_str());
        layer.filter(|name| !name.is_empty())
    }

    /// How many bytes the readers get, where that differs from the file.
    pub(crate) fn bytes(&self) -> Option<u64> {
        let text = self.converted.as_ref()?;
        Some(std::fs::metadata(&text.path).ok()?.len())
    }
}

/// Whether a file is of another program, so that it takes a child to read it.
pub(crate) fn takes_a_child(upload: &Upload<'_>) -> bool {
    is_foreign(upload.name, &head(upload.path))
}

/// Makes a file readable: one of another program is turned into text first, by a child process, in a folder of its own within
/// `folder`. Ends soon after the watch is stopped.
///
/// # Errors
/// [`ApartError`] when it is of a kind that is not read, damaged, or broken off.
pub(crate) fn readable(
    upload: &Upload<'_>,
    folder: &Path,
    watch: &Arc<Watch>,
) -> Result<Readable, ApartError> {
    let file = || upload.name.to_owned();
    let encoding = upload.encoding.map_or(Ok(Encoding::Utf8), Encoding::parse);
    let encoding = encoding.map_err(|error| ApartError::Refused {
        file: file(),
        reason: error.to_string(),
    })?;
    let watched = |source: Source<'static>| source.watched(watch).named(upload.name);
    if !takes_a_child(upload) {
        if let Some(layer) = upload.layer {
            let (file, layer) = (file(), layer.to_owned());
            return Err(ApartError::NoLayers { file, layer });
        }
        let source = watched(Source::path(upload.path)).encoded(encoding);
        return Ok(Readable {
            source,
            converted: None,
        });
    }
    let text = convert(upload, folder, watch)?;
    let source = watched(Source::path(&text.path).with_format(text.format));
    let source = source.at_most(MAX_TEXT_BYTES);
    // what came out of an archive is as it was; what the child wrote is UTF-8
    let encoding = if text.layers.is_empty() {
        encoding
    } else {
        Encoding::Utf8
    };
    Ok(Readable {
        source: source.encoded(encoding),
        converted: Some(text),
    })
}

/// The first bytes of a file; none where it cannot be read, which its reader will say.
fn head(path: &Path) -> Vec<u8> {
    let mut head = Vec::new();
    let regular = path.is_file().then(|| File::open(path).ok()).flatten();
    if let Some(file) = regular {
        let _unreadable = file.take(HEAD_BYTES as u64).read_to_end(&mut head);
    }
    head
}
