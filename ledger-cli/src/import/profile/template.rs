//! Templates: text with `{name}` in it, filled from a row.
//!
//! - A template is checked against the names a file offers when the profile is read, so filling one cannot fail.
//! - `{{` and `}}` stand for the braces themselves.
//!
//! It does not know rows or columns: values come in as a slice, names as their places in it.

/// A template whose names have been found; a profile makes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Value(usize),
}

/// Why a text is no template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TemplateFault {
    /// A brace that opens or closes nothing.
    Brace,
    /// A name that the file does not offer.
    Unknown(String),
}

impl Template {
    /// Parses `text`; `place` tells where among the values a name stands.
    pub(super) fn parse(text: &str, place: impl Fn(&str) -> Option<usize>) -> Result<Self, TemplateFault> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            plain.push_str(before);
            if let Some(after) = from.strip_prefix("{{") {
                plain.push('{');
                rest = after;
            } else if let Some(after) = from.strip_prefix("}}") {
                plain.push('}');
                rest = after;
            } else {
                let inner = from.strip_prefix('{').ok_or(TemplateFault::Brace)?;
                let (name, after) = inner.split_once('}').ok_or(TemplateFault::Brace)?;
                let place = place(name).ok_or_else(|| TemplateFault::Unknown(name.to_owned()))?;
                if !plain.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut plain)));
                }
                parts.push(Part::Value(place));
                rest = after;
            }
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Ok(Self { parts })
    }

    /// The text, with `values` filled in. A place beyond `values` is filled with nothing.
    #[must_use]
    pub fn fill(&self, values: &[&str]) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(plain) => text.push_str(plain),
                Part::Value(place) => text.push_str(values.get(*place).copied().unwrap_or_default()),
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(name: &str) -> Option<usize> {
        ["party", "project"].iter().position(|known| *known == name)
    }

    #[test]
    fn fills_names_and_keeps_braces() {
        let template = Template::parse("{party}-{project} {{x}}", place).unwrap();
        assert_eq!(template.fill(&["BR", "143"]), "BR-143 {x}");
        assert_eq!(Template::parse("plain", place).unwrap().fill(&[]), "plain");
    }

    #[test]
    fn names_what_is_wrong() {
        assert_eq!(Template::parse("{partei}", place), Err(TemplateFault::Unknown("partei".to_owned())));
        for text in ["{party", "party}", "}{", "{"] {
            assert_eq!(Template::parse(text, place), Err(TemplateFault::Brace), "{text}");
        }
    }
}
