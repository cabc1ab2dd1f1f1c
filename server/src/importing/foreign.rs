//! Files of other programs on their way to the engine's readers.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use hexward_engine::Watch;
use hexward_engine::io::Source;

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
    let watched = |source: Source<'static>| source.watched(watch).named(upload.name);
    if !is_foreign(upload.name, &head(upload.path)) {
        if let Some(layer) = upload.layer {
            let (file, layer) = (upload.name.to_owned(), layer.to_owned());
            return Err(ApartError::NoLayers { file, layer });
        }
        let source = watched(Source::path(upload.path));
        return Ok(Readable {
            source,
            converted: None,
        });
    }
    let text = convert(upload, folder, watch)?;
    let source = Source::path(&text.path).with_format(text.format);
    Ok(Readable {
        source: watched(source),
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
