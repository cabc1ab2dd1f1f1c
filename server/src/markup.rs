//! XML and HTML, written so that no text can become markup.

use std::fmt::Display;

/// A text as XML and HTML have it, within elements and attributes. Control characters, which XML cannot hold, are left out.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' => escaped.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// An element with its attributes and what is in it.
#[derive(Debug, Clone)]
pub(crate) struct Element {
    name: &'static str,
    attributes: String,
    inner: String,
}

impl Element {
    /// An empty element.
    pub(crate) fn new(name: &'static str) -> Self {
        Self {
            name,
            attributes: String::new(),
            inner: String::new(),
        }
    }

    /// An element that holds a text.
    pub(crate) fn of(name: &'static str, text: impl Display) -> Self {
        let text = text.to_string();
        Self {
            inner: escaped(&text),
            ..Self::new(name)
        }
    }

    /// The same with an attribute.
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: impl Display) -> Self {
        let value = escaped(&value.to_string());
        for piece in [" ", name, "=\"", &value, "\""] {
            self.attributes.push_str(piece);
        }
        self
    }

    /// The same with more elements in it.
    #[must_use]
    pub(crate) fn holding(mut self, elements: impl IntoIterator<Item = Self>) -> Self {
        for element in elements {
            element.write(&mut self.inner);
        }
        self
    }

    fn write(&self, out: &mut String) {
        let Self {
            name,
            attributes,
            inner,
        } = self;
        let pieces: &[&str] = if inner.is_empty() {
            &["<", name, attributes, "/>"]
        } else {
            &["<", name, attributes, ">", inner, "</", name, ">"]
        };
        for piece in pieces {
            out.push_str(piece);
        }
    }

    /// The document whose root it is, in XML.
    pub(crate) fn document(&self) -> String {
        let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
        self.write(&mut text);
        text
    }

    /// The element alone.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_texts() {
        let root = Element::new("a")
            .with("x", "\"<'&\u{0}")
            .holding([Element::of("b", "</b>\u{7}街"), Element::new("c")]);
        assert_eq!(
            root.text(),
            "<a x=\"&quot;&lt;&#39;&amp;\"><b>&lt;/b&gt;街</b><c/></a>"
        );
        assert!(root.document().starts_with("<?xml version=\"1.0\""));
    }
}
