//! Files that are sent: written to the folder of a job as they come.

use axum::body::{Body, BodyDataStream};
use futures_util::StreamExt;
use hexward_engine::io::{MAX_FILE_BYTES, file_name};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

use crate::config::UPLOAD_SILENCE;
use crate::error::ApiError;
use crate::importing::Kind;
use crate::jobs::{Folder, Upload};
use crate::state::AppState;

/// Longest name of a file in characters.
const NAME_CHARS_MAX: usize = 200;

/// What the query says of a file.
pub(super) mod sent {
    use serde::Deserialize;
    use utoipa::IntoParams;

    use crate::importing::Kind;

    #[derive(Deserialize, IntoParams)]
    #[into_params(parameter_in = Query)]
    pub(in crate::routes) struct Wish {
        /// What the file holds.
        #[param(inline, value_type = Kind)]
        pub(super) kind: Option<String>,
        /// What it is called; its ending says its form.
        #[param(
            value_type = String,
            example = "addresses.csv",
            min_length = 1,
            max_length = 200,
            pattern = r"^[^/\\\u0000-\u001F\u007F-\u009F]+$"
        )]
        pub(super) name: Option<String>,
    }
}

/// Takes a file in.
///
/// # Errors
/// [`ApiError`] when the query says too little, the file is empty or too long, or stops coming.
pub(super) async fn receive(
    state: &AppState,
    wish: sent::Wish,
    body: Body,
) -> Result<Upload, ApiError> {
    let kind = kind(wish.kind.as_deref())?;
    let file = name(wish.name)?;
    let (folder, _place) = state.jobs().folder()?;
    let bytes = write(&folder, body.into_data_stream()).await?;
    Ok(Upload {
        kind,
        file,
        bytes,
        made: state.config().zone.now(),
        folder,
    })
}

fn kind(text: Option<&str>) -> Result<Kind, ApiError> {
    let named = text.and_then(|text| <Kind as clap::ValueEnum>::from_str(text, false).ok());
    named.ok_or(ApiError::Malformed {
        pointer: "/query/kind",
        detail: "kind is grids, addresses, checkpoints, cases, barriers or units".to_owned(),
    })
}

fn name(text: Option<String>) -> Result<String, ApiError> {
    let fits = |text: &String| {
        let plain = |c: char| !c.is_control() && c != '/' && c != '\\';
        (1..=NAME_CHARS_MAX).contains(&text.chars().count()) && text.chars().all(plain)
    };
    let text = text.filter(fits).ok_or(ApiError::Malformed {
        pointer: "/query/name",
        detail: "name is what the file is called, such as addresses.csv, without folders"
            .to_owned(),
    })?;
    Ok(file_name(&text).into_owned())
}

async fn write(folder: &Folder, mut body: BodyDataStream) -> Result<u64, ApiError> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::StorageFull => ApiError::Full,
        _ => ApiError::Internal(error.to_string()),
    };
    let mut file = File::create_new(folder.file()).await.map_err(failed)?;
    let mut bytes = 0;
    loop {
        let next = tokio::time::timeout(UPLOAD_SILENCE, body.next()).await;
        let Some(chunk) = next.map_err(|_silent| ApiError::Timeout)? else {
            break;
        };
        let broken = |_| ApiError::Malformed {
            pointer: "",
            detail: "the file did not come whole".to_owned(),
        };
        let chunk = chunk.map_err(broken)?;
        bytes += chunk.len() as u64;
        if bytes > MAX_FILE_BYTES {
            return Err(ApiError::TooLarge);
        }
        file.write_all(&chunk).await.map_err(failed)?;
    }
    file.flush().await.map_err(failed)?;
    if bytes == 0 {
        return Err(ApiError::Malformed {
            pointer: "",
            detail: "the body is the file, but it is empty".to_owned(),
        });
    }
    Ok(bytes)
}
