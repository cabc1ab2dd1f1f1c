//! The HTTP interface, asked without a socket.

#[path = "http/bodies.rs"]
mod bodies;
#[path = "http/cards.rs"]
mod cards;
#[path = "http/changed_borders.rs"]
mod changed_borders;
#[path = "http/changesets.rs"]
mod changesets;
#[path = "http/codes.rs"]
mod codes;
#[path = "http/compare.rs"]
mod compare;
#[path = "http/conditional.rs"]
mod conditional;
#[path = "http/dashboards.rs"]
mod dashboards;
#[path = "http/default_areas.rs"]
mod default_areas;
#[path = "http/description.rs"]
mod description;
#[path = "http/disks.rs"]
mod disks;
#[path = "http/duties.rs"]
mod duties;
#[path = "http/events.rs"]
mod events;
#[path = "http/exchanges.rs"]
mod exchanges;
#[path = "http/export.rs"]
mod export;
#[path = "http/faults.rs"]
mod faults;
#[path = "http/freshness.rs"]
mod freshness;
#[path = "http/headers.rs"]
mod headers;
#[path = "http/hostile.rs"]
mod hostile;
#[path = "http/job_files.rs"]
mod job_files;
#[path = "http/jobs.rs"]
mod jobs;
#[path = "http/lists.rs"]
mod lists;
#[path = "http/map_styles.rs"]
mod map_styles;
#[path = "http/ogc.rs"]
mod ogc;
#[path = "http/ogc_tiles.rs"]
mod ogc_tiles;
#[path = "http/persons.rs"]
mod persons;
#[path = "http/plan_refusals.rs"]
mod plan_refusals;
#[path = "http/plans.rs"]
mod plans;
#[path = "http/rebalances.rs"]
mod rebalances;
#[path = "http/resources.rs"]
mod resources;
#[path = "http/revisions.rs"]
mod revisions;
#[path = "http/staffing.rs"]
mod staffing;
#[path = "http/style_folder.rs"]
mod style_folder;
#[path = "http/themes.rs"]
mod themes;
#[path = "http/tile_forms.rs"]
mod tile_forms;
#[path = "http/tile_grids.rs"]
mod tile_grids;
#[path = "http/tiles.rs"]
mod tiles;
#[path = "http/views.rs"]
mod views;
#[path = "http/wmts.rs"]
mod wmts;
