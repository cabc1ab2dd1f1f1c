//! Where everything stands on the page of a card.

use hexward_engine::model::{Holder, Language};
use hexward_engine::render::Fonts;

use super::facts::{Beside, Card, Post, degrees};
use super::list::{Color, HEIGHT_MM, Page, Rect, WIDTH_MM};
use super::words::{Words, number};
use super::{map, qr};

pub(super) const INK: Color = [26, 32, 44];
pub(super) const SOFT: Color = [96, 106, 122];
const RULE: Color = [205, 210, 218];
const ACCENT: Color = [150, 24, 96];
const TINT: Color = [247, 240, 244];
/// What is left free around the page, in millimetres.
const MARGIN: f32 = 14.0;
/// The width between the margins.
const INNER: f32 = WIDTH_MM - 2.0 * MARGIN;
/// The side of the code to scan.
const CODE: f32 = 30.0;
/// From row to row of a list.
const ROW: f32 = 4.7;
/// For how many rows there is room below the map at least, and at most.
const ROWS: (usize, usize) = (6, 17);
/// From line to line, in sizes of the font.
const LEADING: f32 = 1.45;

/// Names, each with a value.
type Rows = Vec<(String, String)>;

/// Rows under a heading.
type List = (String, Rows);

/// How many rows lists take that stand below each other.
fn rows(lists: &[List]) -> usize {
    let headings = 2 * lists.len().saturating_sub(1);
    lists.iter().map(|(_, rows)| rows.len()).sum::<usize>() + headings
}

/// A page that is being laid out, and the words for it.
pub(super) struct Sheet<'a> {
    pub(super) page: Page,
    pub(super) words: Words,
    pub(super) fonts: &'a Fonts,
}

/// The page of a card.
pub(super) fn page(card: &Card<'_>, words: Words, fonts: &Fonts) -> Page {
    let mut sheet = Sheet {
        page: Page::default(),
        words,
        fonts,
    };
    let below_head = sheet.head(card);
    let below_bounds = sheet.bounds(card, below_head);
    let rows = sheet.lists(card).iter().map(|lists| rows(lists)).max();
    let rows = rows.unwrap_or(0);
    let below_map = 12.0 + ROW * rows.clamp(ROWS.0, ROWS.1) as f32;
    let frame = Rect {
        x: MARGIN,
        y: below_bounds + 4.0,
        width: INNER,
        height: HEIGHT_MM - MARGIN - 8.0 - below_map - below_bounds - 4.0,
    };
    map::draw(&mut sheet, card, frame);
    sheet.foot(card, frame.y + frame.height + 5.0);
    sheet.page
}

impl Sheet<'_> {
    /// The name, the code, where it belongs, the code to scan. Gives where the next part may begin.
    fn head(&mut self, card: &Card<'_>) -> f32 {
        let square = Rect {
            x: WIDTH_MM - MARGIN - CODE,
            y: MARGIN - 2.0,
            width: CODE,
            height: CODE,
        };
        self.page.items.extend(qr::code(&card.link, square));
        let kind = match self.words.language {
            Language::Zh => {
                format!("{}四至卡", self.words.tier(card.grid.tier))
            }
            Language::En => {
                format!("Card of a {}", self.words.tier(card.grid.tier))
            }
        };
        let room = INNER - CODE - 4.0;
        self.page.text((MARGIN, MARGIN + 3.0), 3.4, kind, ACCENT);
        let (title, size) = self.fitted(card.title(), 8.4, room);
        self.page.text((MARGIN, MARGIN + 14.0), size, title, INK);
        let code = card.grid.code.to_string();
        self.page.text((MARGIN, MARGIN + 20.5), 4.0, code, INK);
        let above: Vec<&str> = card.above.iter().map(|grid| grid.name.as_str()).collect();
        let (above, size) = self.fitted(&above.join(" › "), 3.4, room);
        self.page.text((MARGIN, MARGIN + 26.0), size, above, SOFT);
        MARGIN + 30.0
    }

    /// The sentence of the four bounds, and what each side rests on.
    fn bounds(&mut self, card: &Card<'_>, top: f32) -> f32 {
        let bounds = &card.bounds.bounds;
        let sentence = bounds.said();
        let lines = self.wrapped(self.words.of(&sentence), 5.0, INNER - 10.0);
        let height = 12.0 + lines.len() as f32 * 5.0 * LEADING + 4.0 * 5.0;
        let plate = Rect {
            x: MARGIN,
            y: top,
            width: INNER,
            height,
        };
        self.page.rect(plate, TINT);
        let x = MARGIN + 5.0;
        let mut y = top + 6.5;
        let heading = self.words.pick("四至", "The four bounds");
        self.page.text((x, y), 3.4, heading, ACCENT);
        if let Some(turned) = self.words.turned(bounds.turned_deg) {
            let width = self.fonts.width_px(&turned, 2.8);
            let at = (MARGIN + INNER - 5.0 - width, y);
            self.page.text(at, 2.8, turned, SOFT);
        }
        for line in lines {
            y += 5.0 * LEADING;
            self.page.text((x, y), 5.0, line, INK);
        }
        y += 2.5;
        for (bound, led) in bounds.bounds.iter().zip(card.bounds.led_to) {
            y += 5.0;
            let names = bound.said(self.words.language);
            let (names, size) = self.fitted(&names, 3.2, 92.0);
            self.page
                .text((x, y), 3.2, self.words.side(bound.side), ACCENT);
            self.page.text((x + 16.0, y), size, names, INK);
            let length = if bound.corner {
                self.words.pick("（角）", "(corner)").to_owned()
            } else {
                format!("{:.0} m", bound.length_m)
            };
            self.page.text((x + 112.0, y), 3.2, length, SOFT);
            let share = format!("{} {:.0}%", self.words.pick("复核", "checked"), led * 100.0);
            self.page.text((x + 138.0, y), 3.2, share, SOFT);
        }
        top + height
    }

    /// Counts, checkpoints and neighbours side by side, and what the page rests on.
    fn foot(&mut self, card: &Card<'_>, top: f32) {
        let column = (INNER - 12.0) / 3.0;
        let bottom = HEIGHT_MM - MARGIN - 4.0;
        let at = |k: f32| (MARGIN + k * (column + 6.0), top);
        for (k, lists) in self.lists(card).iter().enumerate() {
            let (x, mut y) = at(k as f32);
            for (title, rows) in lists {
                y = self.pairs((x, y), (column, bottom), title, rows) + 0.7 * ROW;
            }
        }
        let place = card.snapshot.place.as_ref();
        let place = place.filter(|place| !self.words.of(&place.name).is_empty());
        let place = place.map(|place| format!("{} · ", self.words.of(&place.name)));
        let place = place.unwrap_or_default();
        let revision = card.snapshot.revision;
        let says = self.words.pick(
            "只写地点、岗位与数量，不写个人",
            "places, posts and counts; nothing about persons",
        );
        let text = format!("{place}r{revision} · {says}");
        let (text, size) = self.fitted(&text, 2.7, INNER);
        let y = HEIGHT_MM - MARGIN + 3.0;
        self.page
            .line((MARGIN, y - 5.0), (MARGIN + INNER, y - 5.0), RULE, 0.2);
        self.page.text((MARGIN, y), size, text, SOFT);
    }

    /// What stands below the map: counts and posts, checkpoints, neighbours.
    fn lists(&self, card: &Card<'_>) -> [Vec<List>; 3] {
        let beside = card.neighbours.iter().map(|beside| {
            let (name, code) = (&beside.grid.name, beside.grid.code.as_str());
            let name = if name.is_empty() { code } else { name };
            (name.to_owned(), format!("{:.0} m", beside.length_m))
        });
        let titled = |zh: &str, en: &str, rows: Rows| (self.words.pick(zh, en).to_owned(), rows);
        let mut own = vec![titled("底数", "Counts", self.counts(card))];
        if !card.posts.is_empty() {
            own.push(titled("责任岗位", "Posts", self.posts(card)));
        }
        let mut places = vec![titled("卡口与点位", "Checkpoints", self.checkpoints(card))];
        if !card.besides.is_empty() {
            places.push(titled("交叉责任", "Also responsible", self.besides(card)));
        }
        [
            own,
            places,
            vec![titled("相邻网格", "Neighbours", beside.collect())],
        ]
    }

    /// Who answers, by post or staff number.
    fn posts(&self, card: &Card<'_>) -> Rows {
        let row = |post: &Post<'_>| {
            let holders = post.duty.map(|duty| duty.holders.as_slice());
            let holders: Vec<String> = holders
                .unwrap_or_default()
                .iter()
                .map(|holder| self.holder(holder))
                .collect();
            let held = if holders.is_empty() {
                self.words.pick("空缺", "vacant").to_owned()
            } else {
                holders.join(self.words.pick("、", ", "))
            };
            (self.words.of(&post.role.title).to_owned(), held)
        };
        card.posts.iter().map(row).collect()
    }

    /// Who answers for parts besides, and for how many addresses.
    fn besides(&self, card: &Card<'_>) -> Rows {
        let row = |beside: &Beside<'_>| {
            let title = self.words.of(&beside.role.title);
            let title = if title.is_empty() {
                beside.role.id.as_str()
            } else {
                title
            };
            let addresses = number(beside.addresses);
            let much = match (self.words.language, beside.addresses) {
                (Language::Zh, _) => format!("{addresses} 址"),
                (Language::En, 1) => "1 address".to_owned(),
                (Language::En, _) => format!("{addresses} addresses"),
            };
            (format!("{title} {}", beside.staff), much)
        };
        card.besides.iter().map(row).collect()
    }

    fn holder(&self, holder: &Holder) -> String {
        let mut said = holder.staff.to_string();
        if holder.share_percent < 100 {
            said = format!("{said} {}%", holder.share_percent);
        }
        if holder.is_deputy {
            said.push_str(self.words.pick("（副）", " (deputy)"));
        }
        said
    }

    fn counts(&self, card: &Card<'_>) -> Rows {
        let words = self.words;
        let row = |zh: &str, en: &str, value: String| (words.pick(zh, en).to_owned(), value);
        let mut rows = vec![
            row("户数", "households", number(card.tally.households)),
            row("人数", "residents", number(card.tally.residents)),
            row("地址", "addresses", number(card.tally.addresses)),
            row("面积", "area", format!("{:.2} ha", card.area_m2 / 1e4)),
        ];
        if card.below > 0 {
            let below = words.below(card.grid.tier).to_owned();
            rows.push((below, number(card.below as u64)));
        }
        let sides = &card.bounds.bounds.bounds;
        let border: f64 = sides.iter().map(|bound| bound.length_m).sum();
        rows.push(row("界线", "border", format!("{border:.0} m")));
        rows
    }

    fn checkpoints(&self, card: &Card<'_>) -> Rows {
        let mut rows = Vec::new();
        for (k, checkpoint) in card.checkpoints.iter().enumerate() {
            let kind = self.words.kind(&checkpoint.kind);
            let state = self.words.state(checkpoint.state);
            rows.push((format!("{} {}", k + 1, checkpoint.name), String::new()));
            rows.push((
                format!("   {}", degrees(checkpoint.position)),
                format!("{kind} · {state}"),
            ));
        }
        if rows.is_empty() {
            let none = self.words.pick("本网格内无卡口", "none in this grid");
            rows.push((none.to_owned(), String::new()));
        }
        rows
    }

    /// A heading and lines of a name and a value below it, as many as there is room for. Gives where they end.
    fn pairs(
        &mut self,
        (x, top): (f32, f32),
        (width, bottom): (f32, f32),
        title: &str,
        rows: &[(String, String)],
    ) -> f32 {
        self.page.text((x, top + 3.0), 3.4, title, ACCENT);
        self.page
            .line((x, top + 4.8), (x + width, top + 4.8), RULE, 0.2);
        let step = ROW;
        let room = ((bottom - top - 6.0) / step).floor() as usize;
        let shown = if rows.len() > room {
            room.saturating_sub(1)
        } else {
            rows.len()
        };
        let mut y = top + 5.0;
        for (name, value) in &rows[..shown] {
            y += step;
            // both become smaller together, down to three quarters
            let both = self.fonts.width_px(name, 3.1) + self.fonts.width_px(value, 3.1);
            let wanted = 3.1 * ((width - 2.0) / both.max(1.0)).clamp(0.75, 1.0);
            let taken = self.fonts.width_px(value, wanted);
            let (name, size) = self.fitted(name, wanted, width - taken - 2.0);
            self.page.text((x, y), size, name, INK);
            self.page.text((x + width - taken, y), wanted, value, SOFT);
        }
        if shown < rows.len() {
            let more = rows.len() - shown;
            let text = match self.words.language {
                Language::Zh => format!("另有 {more} 行"),
                Language::En => format!("{more} lines more"),
            };
            y += step;
            self.page.text((x, y), 3.1, text, SOFT);
        }
        y
    }

    /// A text in a size at which it fits into a width: down to two thirds of the wanted size, then with its end left out.
    pub(super) fn fitted(&self, text: &str, size: f32, room: f32) -> (String, f32) {
        let width = self.fonts.width_px(text, size);
        if width <= room {
            return (text.to_owned(), size);
        }
        let smaller = (size * room / width).max(size * 0.67);
        let mut kept = text.to_owned();
        let mut shown = kept.clone();
        while self.fonts.width_px(&shown, smaller) > room && kept.pop().is_some() {
            shown = format!("{kept}…");
        }
        (shown, smaller)
    }

    /// A text in lines that fit into a width: Chinese breaks anywhere but before a mark, other scripts at spaces.
    fn wrapped(&self, text: &str, size: f32, room: f32) -> Vec<String> {
        let mut lines = vec![String::new()];
        for piece in pieces(text) {
            let last = lines.last_mut().expect("never empty");
            let longer = format!("{last}{piece}");
            if !last.is_empty() && self.fonts.width_px(longer.trim_end(), size) > room {
                lines.push(piece);
            } else {
                *last = longer;
            }
        }
        lines
    }
}

/// The pieces of a text between which a line may end.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut glued = false;
    for c in text.chars() {
        let wide = c as u32 >= 0x2E80;
        let mark = "，。、：；！？）》」".contains(c);
        match pieces.last_mut() {
            Some(last) if mark || glued && !wide || c == ' ' => last.push(c),
            _ => pieces.push(c.to_string()),
        }
        glued = !wide && c != ' ';
    }
    pieces
}
