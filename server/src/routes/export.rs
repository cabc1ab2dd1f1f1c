//! `/v1/export/{layer}`: a layer as a file, by area, day, system of coordinates and format, sent as it is written.

use std::io::{self, Read, Write};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, Response as HttpResponse};
use axum::response::Response;
use bytes::Bytes;
use clap::ValueEnum;
use futures_util::{StreamExt, stream};
use hexward_engine::Watch;
use hexward_engine::codes::CodeHistory;
use hexward_engine::io::{Crs, Encoding, H3Resolution};
use hexward_engine::model::AreaCode;
use hexward_engine::snapshot::Snapshot;
use serde::Deserialize;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::{attachment, show_view};
use crate::config::{EXPORT_SILENCE, EXPORTS_MAX};
use crate::dto::choices::{ExportFormat, ExportLayer};
use crate::dto::{Code, ExportedFeatures};
use crate::error::{ApiError, RefusalKind, shown};
use crate::exporting::{self, Export, ExportError, Format, Layer};
use crate::openapi::{Problem, tag};
use crate::request::{Parameters, Piece};
use crate::state::AppState;
use crate::view::Asked;

/// How much is sent at once.
const CHUNK_BYTES: usize = 1 << 16;
/// How many chunks wait to be sent.
const CHUNKS_WAITING: usize = 4;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(export))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wish {
    /// As what; GeoJSON when it is not given.
    #[param(inline, value_type = Option<ExportFormat>)]
    format: Option<String>,
    /// The grid whose rows are wanted.
    #[param(inline, value_type = Option<Code>)]
    area: Option<String>,
    /// The system of coordinates; degrees of WGS 84 when it is not given.
    #[param(example = "EPSG:4490")]
    crs: Option<String>,
    /// The encoding of CSV files and Shapefiles.
    #[param(example = "gb18030")]
    encoding: Option<String>,
    /// Gives cells the index of H3 at this resolution, 0 to 15, as a property or column to join by.
    #[param(minimum = 0, maximum = 15, value_type = Option<u8>)]
    h3: Option<String>,
}

/// A layer as a file
///
/// By area, day, system of coordinates and format, sent as it is written.
#[utoipa::path(
    get,
    path = "/v1/export/{layer}",
    operation_id = "export_layer",
    tag = tag::OVERVIEW,
    params(("layer" = inline(ExportLayer), Path, description = "What is exported."), Wish, Asked),
    responses(
        (status = 200, description = "The file.", content(
            (ExportedFeatures = "application/geo+json"),
            (String = "text/csv"),
            (Vec<u8> = "application/geopackage+sqlite3"),
            (Vec<u8> = "application/zip"),
            (Vec<u8> = "application/flatgeobuf"),
            (Vec<u8> = "application/vnd.apache.parquet"),
        )),
        Problem<404>,
    ),
)]
async fn export(
    State(state): State<AppState>,
    Piece(layer): Piece,
    Parameters(wish): Parameters<Wish>,
    asked: Asked,
) -> Result<Response, ApiError> {
    let export = wished(&layer, &wish)?;
    let seen = state.see(&asked).await?;
    let place = state.exports().ok_or_else(|| {
        RefusalKind::Views.because(format!("{EXPORTS_MAX} exports are being sent already"))
    })?;
    let (sender, mut receiver) = channel(CHUNKS_WAITING);
    let mut out = Sending {
        sender,
        chunk: Vec::with_capacity(CHUNK_BYTES),
        runtime: Handle::current(),
    };
    let (own, snapshot, wanted) = (state.clone(), Arc::clone(&seen.snapshot), export.clone());
    tokio::task::spawn_blocking(move || {
        let _place = place;
        let done = send(&own, &wanted, &snapshot, &mut out);
        if let Err(error) = done.and_then(|()| Ok(out.flush()?)) {
            out.fail(error);
        }
    });
    let first = match receiver.recv().await {
        Some(Err(error)) => return Err(refused(error)),
        Some(Ok(chunk)) => chunk,
        None => Bytes::new(),
    };
    let mut response = HttpResponse::new(body(first, receiver));
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static(export.format.media_type()),
    );
    headers.insert(CONTENT_DISPOSITION, attachment(&export.file_name()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    show_view(headers, &seen);
    Ok(response)
}

fn wished(layer: &str, wish: &Wish) -> Result<Export, ApiError> {
    let malformed = |pointer, detail: String| ApiError::Malformed { pointer, detail };
    let unknown = || ApiError::NotFound(format!("there is no layer `{}`", shown(layer)));
    let code = |text: &str| {
        AreaCode::new(text).map_err(|error| malformed("/query/area", error.to_string()))
    };
    let crs = wish.crs.as_deref().unwrap_or("CRS84");
    let encoding = wish.encoding.as_deref().unwrap_or("utf-8");
    let format = wish.format.as_deref().unwrap_or("geojson");
    let export = Export {
        layer: Layer::from_str(layer, false).map_err(|_other| unknown())?,
        format: Format::from_str(format, false).map_err(|_other| {
            let names = "geojson, csv, gpkg, shp, fgb, parquet";
            malformed(
                "/query/format",
                format!("`{}` is not one of {names}", shown(format)),
            )
        })?,
        area: wish.area.as_deref().map(code).transpose()?,
        crs: Crs::parse(crs).map_err(|error| malformed("/query/crs", error.to_string()))?,
        encoding: Encoding::parse(encoding)
            .map_err(|error| malformed("/query/encoding", error.to_string()))?,
        h3: wish.h3.as_deref().map(resolution).transpose()?,
    };
    export.check().map_err(refused)?;
    Ok(export)
}

fn resolution(text: &str) -> Result<H3Resolution, ApiError> {
    let found = text.parse().ok().and_then(H3Resolution::new);
    found.ok_or_else(|| ApiError::Malformed {
        pointer: "/query/h3",
        detail: format!("`{}` is not a resolution of H3, 0 to 15", shown(text)),
    })
}

fn refused(error: ExportError) -> ApiError {
    match error {
        ExportError::Area(code) => ApiError::NotFound(format!("there is no grid `{code}`")),
        error if error.is_users() => ApiError::Malformed {
            pointer: "/query",
            detail: error.to_string(),
        },
        error => ApiError::Internal(error.to_string()),
    }
}

/// Writes all of a layer to whoever asked.
fn send(
    state: &AppState,
    export: &Export,
    snapshot: &Snapshot,
    out: &mut Sending,
) -> Result<(), ExportError> {
    let codes = match export.layer {
        Layer::Grids => state.engine().codes().map_err(io::Error::other)?,
        _ => Arc::new(CodeHistory::default()),
    };
    if !export.format.is_foreign() {
        return exporting::write(export, snapshot, &codes, out);
    }
    let folder = tempfile::tempdir()?;
    let path = folder.path().join(export.file_name());
    exporting::write_foreign(export, snapshot, &codes, &path, &Watch::default())?;
    let mut file = std::fs::File::open(path)?;
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        match file.read(&mut chunk)? {
            0 => return Ok(()),
            read => out.write_all(&chunk[..read])?,
        }
    }
}

type Chunk = Result<Bytes, ExportError>;

/// A writer whose bytes go to a client that takes them as fast as it can, but does take them.
struct Sending {
    sender: Sender<Chunk>,
    chunk: Vec<u8>,
    runtime: Handle,
}

impl Sending {
    fn pass(&self, chunk: Chunk) -> io::Result<()> {
        let sent = tokio::time::timeout(EXPORT_SILENCE, self.sender.send(chunk));
        match self.runtime.block_on(sent) {
            Ok(Ok(())) => Ok(()),
            _ => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn fail(&self, error: ExportError) {
        // who has gone is not told
        let _ = self.pass(Err(error));
    }
}

impl Write for Sending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.chunk.extend_from_slice(bytes);
        if self.chunk.len() >= CHUNK_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.chunk.is_empty() {
            return Ok(());
        }
        let chunk = std::mem::replace(&mut self.chunk, Vec::with_capacity(CHUNK_BYTES));
        self.pass(Ok(chunk.into()))
    }
}

fn body(first: Bytes, rest: Receiver<Chunk>) -> Body {
    let chunks = stream::unfold((Some(first), rest), async |(first, mut rest)| {
        let chunk = match first {
            Some(chunk) => Ok(chunk),
            None => rest
                .recv()
                .await?
                .map_err(|error| io::Error::other(error.to_string())),
        };
        Some((chunk, (None, rest)))
    });
    // what compresses asks on behind the end
    Body::from_stream(chunks.fuse())
}
