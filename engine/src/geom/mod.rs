//! Geometry on the ground, without records.
//!
//! Terms used here:
//! - **lattice**: all positions are integers of 1e-7 degree (about 1.1 cm), so shared vertices are equal and
//!   predicates are exact;
//! - **ring, polygon, region**: a closed simple chain; an outer ring with holes; one or more polygons (multipolygon);
//! - **frame**: the local equal-area metric frame (metres) in which distance, area and honeycombs are measured;
//! - **world**: the spherical Mercator square as integers of 2^-40 of its side, in which tiles are drawn;
//! - **plane**: how the ground lies in that square: as Mercator has it, or in degrees;
//! - **honeycomb**: a regular hexagonal lattice in the frame, addressed by axial coordinates (q, r).
//!
//! Nothing here knows what a grid or an address is.

mod arrangement;
mod beside;
mod bounds;
mod comb_cut;
mod coverage;
mod dissolve;
mod distance;
mod frame;
mod honeycomb;
mod hull;
mod interior;
mod meets;
pub(crate) mod offset;
mod outline;
mod plane;
mod polygon;
mod position;
mod region;
mod ring;
mod shifted;
mod slice;
mod sweep;
mod tile;
mod topology;
mod voronoi;
mod world;

pub(crate) use arrangement::{Arrangement, NO_FACE, OUTSIDE, segment_crossing};
pub use bounds::Bounds;
pub(crate) use comb_cut::{comb_pieces, extent};
pub use coverage::{
    Arc, Bend, Border, Change, ChangeKind, Coverage, CutError, DirectedEdge, Draft, EdgeTable,
    Fault, FaultKind, NodedPaths, Place, Repair, RepairError, RepairLimits, SLIVER_WIDTH_M, Size,
    Tolerance, cut_region, difference, ground_lost, intersection, lies_within, node_paths,
    partitions, preview_repair, preview_repair_within, validate, validate_nested, validate_within,
};
pub(crate) use coverage::{BoxTree, LatticeBox, degree_m, direction, polygons, segment_m, turning};
pub use dissolve::dissolve;
pub(crate) use distance::{
    AUTHALIC_RADIUS_M, Direction, LocalScale, ROUNDING_M, STRETCH, distance_m, half_diagonal,
    sine_and_cosine_of_latitude, sine_and_cosine_of_longitude,
};
pub use frame::{LocalFrame, Metres};
pub(crate) use honeycomb::border_segments;
pub use honeycomb::{HexCoord, Honeycomb, HoneycombError, Phase, households_spacing_m};
pub use hull::{HullError, buffered_hull};
pub(crate) use interior::interior;
pub use meets::{line_meets, region_meets};
pub use plane::Plane;
pub(crate) use plane::{LINE_PARTS, mercator_line};
pub use polygon::{Polygon, PolygonError};
pub(crate) use position::orientation;
pub use position::{LATTICE_PER_DEGREE, Position, PositionError};
pub use region::{Region, RegionError};
pub use ring::{Ring, RingError};
pub(crate) use shifted::{NODE_PX, PIXEL_PARTS, Shifted};
pub use slice::{SliceError, slice_region};
pub use tile::{MAX_PIXEL_ZOOM, PixelRect, TileCoord, TileError, TileSize};
pub use topology::Topology;
pub(crate) use voronoi::group_borders;
pub use voronoi::{Sites, VoronoiError, voronoi_regions};
pub use world::{WORLD_BITS, WorldBox, WorldPoint, ground_pixel_area_m2};
