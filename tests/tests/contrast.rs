//! Colours that all can tell apart: every pair of classes of every shipped style, as people see them whose eyes lack one
//! of the three receptors, on light and on dark ground.
//!
//! The matrices for a missing receptor are those of Machado, Oliveira and Fernandes (2009), severity 1; distances are
//! CIE 1976, in which about 2.3 is a just noticeable difference.

use hexward_engine::render::{Content, Hatch, Rgba, RiskRule, Style, Styles, Theme};

type Rgb = [f64; 3];

/// How linear red, green and blue look, by what is missing.
const EYES: [(&str, [Rgb; 3]); 4] = [
    ("none", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protan",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deutan",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "tritan",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

/// What maps lie on: white, and the ground of a dark page. Styles for dark ground lie on that alone.
const PAPERS: [(&str, f64); 2] = [("light", 1.0), ("dark", 0.14)];

fn papers(theme: Theme) -> &'static [(&'static str, f64)] {
    match theme {
        Theme::Light => &PAPERS,
        Theme::Dark => &PAPERS[1..],
    }
}

fn times(matrix: &[Rgb; 3], v: Rgb) -> Rgb {
    matrix.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
}

/// Linear light of a colour over grey paper.
fn linear(color: Rgba, paper: f64) -> Rgb {
    let alpha = f64::from(color.a) / 255.0;
    [color.r, color.g, color.b].map(|v| {
        let v = f64::from(v) / 255.0 * alpha + paper * (1.0 - alpha);
        if v <= 0.04045 {
            v / 12.92
        } else {
            ((v + 0.055) / 1.055).powf(2.4)
        }
    })
}

/// CIE 1976 lightness, red-green, blue-yellow under D65.
fn lab(rgb: Rgb) -> Rgb {
    let to_xyz = [
        [0.412_456, 0.357_576, 0.180_437],
        [0.212_673, 0.715_152, 0.072_175],
        [0.019_334, 0.119_192, 0.950_304],
    ];
    let xyz = times(&to_xyz, rgb.map(|v| v.clamp(0.0, 1.0)));
    let f = |v: f64| {
        if v > 0.008_856 {
            v.cbrt()
        } else {
            7.787 * v + 16.0 / 116.0
        }
    };
    let [x, y, z] = [xyz[0] / 0.950_47, xyz[1], xyz[2] / 1.088_83].map(f);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn distance(a: Rgb, b: Rgb) -> f64 {
    let squares = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b));
    squares.sum::<f64>().sqrt()
}

/// All styles, for light and for dark ground.
fn shipped() -> Vec<Style> {
    let light: Styles = hexward::state::shipped_styles().expect("all styles are valid");
    let dark = light.dark();
    light.iter().chain(dark.iter()).cloned().collect()
}

#[test]
fn every_style_that_ships_has_a_dark_look_of_its_own() {
    let light = hexward::state::shipped_styles().expect("all styles are valid");
    for (light, dark) in light.iter().zip(light.dark().iter()) {
        assert_eq!((light.theme(), dark.theme()), (Theme::Light, Theme::Dark));
        assert_ne!(light.content(), dark.content(), "{}", light.id());
        assert_ne!(light.fingerprint(), dark.fingerprint());
    }
}

/// Name, colour and pattern of each class.
type Class = (String, Rgba, Hatch);

fn classes(content: &Content) -> Vec<Class> {
    match content {
        Content::Risk { rules, .. } => {
            let classes = rules.iter().flat_map(RiskRule::classes);
            let class = classes.map(|c| (c.level.name().to_owned(), c.fill.color, c.fill.hatch));
            class.collect()
        }
        Content::Load { scale, .. } => {
            let classes = scale.classes().iter();
            let class = classes.map(|c| (c.level.name().to_owned(), c.fill.color, c.fill.hatch));
            class.collect()
        }
        Content::Choropleth(statistic) => {
            let classes = statistic.scale.fills();
            let class = classes.map(|(name, fill)| (name, fill.color, fill.hatch));
            class.collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn any_two_classes_differ_for_all_eyes_or_have_other_patterns() {
    let mut compared = 0;
    for style in &shipped() {
        let classes = classes(style.content());
        for (i, a) in classes.iter().enumerate() {
            for b in classes[..i].iter().filter(|b| b.2 == a.2) {
                let (name, distance) = least_distance(a.1, b.1, style.theme());
                assert!(
                    distance >= 10.0,
                    "style {} ({}): {} and {} are {distance:.1} apart for {name}",
                    style.id(),
                    style.theme().name(),
                    a.0,
                    b.0
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 70, "{compared} pairs");
}

/// How far apart two colours are for the eyes and on the paper where they are nearest.
fn least_distance(a: Rgba, b: Rgba, theme: Theme) -> (String, f64) {
    let mut least = (String::new(), f64::INFINITY);
    for (eyes, matrix) in EYES {
        for &(ground, paper) in papers(theme) {
            let seen = |color: Rgba| lab(times(&matrix, linear(color, paper)));
            let distance = distance(seen(a), seen(b));
            if distance < least.1 {
                least = (format!("{eyes} on {ground} ground"), distance);
            }
        }
    }
    least
}

/// Lightness of colours from low to high, for eyes and on their paper; turned around on dark ground, where more is lighter.
fn steps(colors: impl Iterator<Item = Rgba>, matrix: &[Rgb; 3], theme: Theme) -> Vec<f64> {
    let (paper, sign) = match theme {
        Theme::Light => (1.0, 1.0),
        Theme::Dark => (PAPERS[1].1, -1.0),
    };
    let lightness = |color| sign * lab(times(matrix, linear(color, paper)))[0];
    colors.map(lightness).collect()
}

#[test]
fn sequences_leave_the_ground_class_by_class_for_all_eyes() {
    for style in &shipped() {
        let Content::Choropleth(statistic) = style.content() else {
            continue;
        };
        for (eyes, matrix) in EYES {
            let colors = statistic.scale.colors().iter().copied();
            let steps = steps(colors, &matrix, style.theme());
            let rising = steps.windows(2).all(|pair| pair[1] < pair[0] - 5.0);
            let name = style.theme().name();
            assert!(
                rising,
                "style {} ({name}): {steps:?} for {eyes}",
                style.id()
            );
        }
    }
}

#[test]
fn ramps_leave_the_ground_all_the_way_for_all_eyes() {
    for style in &shipped() {
        let Content::Density { scale, .. } = style.content() else {
            continue;
        };
        for (eyes, matrix) in EYES {
            let values = (1..=8).map(|i| scale.top() * f64::from(i) / 8.0);
            let colors = values.map(|value| scale.color(value));
            let steps = steps(colors, &matrix, style.theme());
            let rising = steps.windows(2).all(|pair| pair[1] < pair[0] - 2.0);
            let name = style.theme().name();
            assert!(
                rising,
                "style {} ({name}): {steps:?} for {eyes}",
                style.id()
            );
        }
    }
}
