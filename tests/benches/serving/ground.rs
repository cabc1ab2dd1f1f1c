//! Where the stored city lies, and the addresses of its tiles.

use serde_json::Value;

/// Styles that colour areas, in looks that are pictures of their own.
const LOOKS: [&str; 8] = [
    "risk{}.png?areas=grids",
    "load{}.png?areas=grids",
    "load{}.png?tier=community",
    "load{}.png?tier=grid&by=residents",
    "load{}.png?tier=community&by=addresses",
    "grids{}.png",
    "grids{}.png?tier=grid",
    "risk{}.png?tier=community",
];

/// The ground of a store.
pub(crate) struct Ground {
    bounds: [f64; 4],
}

impl Ground {
    /// As `/v1` says it.
    pub(crate) fn of(root: &Value) -> Self {
        let bound = |index: usize| root["bounds"][index].as_f64().expect("a store with rows");
        Self {
            bounds: [0, 1, 2, 3].map(bound),
        }
    }

    /// The middle.
    pub(crate) fn middle(&self) -> (f64, f64) {
        let [west, south, east, north] = self.bounds;
        (f64::midpoint(west, east), f64::midpoint(south, north))
    }

    /// The tile around a position.
    pub(crate) fn tile(z: u8, (lon, lat): (f64, f64)) -> (u32, u32) {
        let side = f64::from(1_u32 << z);
        let lat = lat.to_radians();
        let x = (lon + 180.0) / 360.0 * side;
        let y = (0.5 - lat.tan().asinh() / std::f64::consts::TAU) * side;
        (x as u32, y as u32)
    }

    /// Tiles around the middle that a screen shows, so many on a side.
    pub(crate) fn screen(&self, z: u8, side: u32) -> Vec<String> {
        let (x, y) = Self::tile(z, self.middle());
        let (x, y) = (x - side / 2, y - side / 2);
        let cells = (0..side).flat_map(|j| (0..side).map(move |i| (x + i, y + j)));
        cells
            .map(|(x, y)| format!("/tiles/risk/{z}/{x}/{y}.png?areas=grids"))
            .collect()
    }

    /// One of very many tiles of the middle half of the ground; numbers that follow each other lie far apart.
    pub(crate) fn any(&self, number: u64) -> String {
        const Z: u8 = 18;
        let [west, south, east, north] = self.bounds;
        let (lon, lat) = ((east - west) / 4.0, (north - south) / 4.0);
        let (left, bottom) = Self::tile(Z, (west + lon, south + lat));
        let (right, top) = Self::tile(Z, (east - lon, north - lat));
        let (width, height) = (u64::from(right - left + 1), u64::from(bottom - top + 1));
        let all = width * height * LOOKS.len() as u64;
        // a step that shares no factor with the number of tiles meets all of them
        let step = (all as f64 * 0.618) as u64 | 1;
        let step = (step..step + 64).find(|step| coprime(*step, all));
        let at = (number % all) * step.unwrap_or(1) % all;
        let (look, cell) = (
            LOOKS[(at % LOOKS.len() as u64) as usize],
            at / LOOKS.len() as u64,
        );
        let (x, y) = (
            u64::from(left) + cell % width,
            u64::from(top) + cell / width,
        );
        let (style, rest) = look
            .split_once("{}")
            .expect("a look has a place for the tile");
        format!("/tiles/{style}/{Z}/{x}/{y}{rest}")
    }
}

fn coprime(a: u64, b: u64) -> bool {
    let (mut a, mut b) = (a, b);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a == 1
}
