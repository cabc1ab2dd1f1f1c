//! Serving an engine from the command line.

use std::io::IsTerminal;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use hexward_engine::Engine;
use tracing_subscriber::EnvFilter;

use super::console::{Console, note};
use super::failure::Failure;
use super::font_choice::FontChoice;
use super::store::Location;
use crate::background;
use crate::config::{Config, Host, Origin, PublicUrl, StoreKind, Zone};
use crate::serve::{self, open_url, stop_signal};
use crate::state::AppState;

/// Where to listen, and how clients get there.
#[derive(Args)]
pub(super) struct Listen {
    /// Address and port to listen on
    #[arg(long = "listen", default_value = "127.0.0.1:8080", value_name = "ADDR")]
    address: String,
    /// Start of the absolute URLs in TileJSON, when a proxy stands in front
    #[arg(long, value_name = "URL")]
    public_url: Option<PublicUrl>,
    /// A host name by which clients may ask, beside loopback ones, the address and that of --public-url
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<Host>,
    /// Requests come through a proxy of ours, and its X-Forwarded-Host, -Proto and -Prefix say where clients are
    #[arg(long)]
    behind_proxy: bool,
    /// An origin whose pages may read tiles, TileJSON and legends: https://maps.example.org, or * for all
    #[arg(long = "allow-origin", value_name = "ORIGIN")]
    origins: Vec<Origin>,
    /// Where days begin and end, as hours and minutes ahead of UTC
    #[arg(
        long,
        default_value = "+08:00",
        value_name = "OFFSET",
        allow_hyphen_values = true
    )]
    zone: Zone,
    /// How many may listen to /events at once
    #[arg(long, value_name = "COUNT")]
    listeners: Option<usize>,
    /// Where orders of searches for balanced grids are kept, so that a restart makes them again [default: beside a file, STORE-searches]
    #[arg(long, value_name = "FOLDER")]
    searches: Option<PathBuf>,
    #[command(flatten)]
    fonts: FontChoice,
    /// A folder with style files beside those that ship, or instead of those of the same name; read anew on SIGHUP
    #[arg(long, value_name = "FOLDER")]
    styles: Option<PathBuf>,
    /// Serve tiles in the grids of consumer maps of China as well (?set=gcj02, gcj02-tms, bd09): for display only
    #[arg(long)]
    shifted_grids: bool,
    /// Refuse every change
    #[arg(long)]
    pub(super) read_only: bool,
}

impl Listen {
    /// What the server is told, once it listens on this address.
    fn config(
        &self,
        listening: IpAddr,
        store: StoreKind,
        searches: Option<PathBuf>,
    ) -> Result<Config, Failure> {
        // the name that it was told to listen on, if it was one
        let own = Host::of_authority(&self.address).ok();
        Ok(Config {
            public_url: self.public_url.clone(),
            listening: Some(listening),
            hosts: self.hosts.iter().cloned().chain(own).collect(),
            behind_proxy: self.behind_proxy,
            origins: self.origins.clone(),
            store,
            read_only: self.read_only,
            zone: self.zone,
            listeners: self.listeners,
            searches,
            styles: self.styles.clone(),
            shifted_grids: self.shifted_grids,
            fonts: Some(self.fonts.load()?),
        })
    }
}

/// Serves until the process is told to stop.
pub(super) fn run(
    engine: Engine,
    store: &Location,
    listen: &Listen,
    console: &mut Console,
) -> Result<(), Failure> {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,hexward=info"));
    let ansi = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(ansi);
    // somebody who embeds the commands may have set up a log already
    let _ = log.try_init();
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let refused =
            |error| Failure::Environment(format!("cannot listen on {}: {error}", listen.address));
        let listener = serve::listen(&listen.address).await.map_err(refused)?;
        let address = listener.local_addr()?;
        if !address.ip().is_loopback() {
            note(
                "warning: there is no login yet, whoever reaches this port can read and change everything",
            );
        }
        let searches = listen.searches.clone().or_else(|| store.beside("searches"));
        let config = listen.config(address.ip(), store.kind(), searches)?;
        // questions about the past do not wait for commits
        let engine = engine.with_history(store.open_read_only()?);
        let state = AppState::new(Arc::new(engine), config)?;
        let early = state.clone();
        std::thread::spawn(move || {
            early.warm_up();
            give_memory_back();
        });
        if let Some(follower) = store.follower(listen.read_only)? {
            background::follow(&state, follower);
        }
        if !listen.read_only {
            background::activate_due(&state);
            state.resume_searches();
        }
        background::reload_styles(&state)?;
        // before anybody is told the address, and may ask it to stop
        let stopped = stop_signal()?;
        console.line(format_args!("open {}", open_url(address)))?;
        console.finish()?;
        Ok(serve::serve(listener, state, stopped).await?)
    })
}

/// Lets threads of the allocator give back what nobody uses, also while nothing is asked; without them only those who ask for
/// memory do. Where they cannot be had, what the start needed is kept until then.
fn give_memory_back() {
    if let Err(error) = tikv_jemalloc_ctl::background_thread::write(true) {
        tracing::debug!(%error, "the allocator has no threads of its own");
    }
}
