//! Which form of a page the client prefers. Pure.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;

/// The forms a page has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Accept {
    Html,
    Json,
    Text,
}

impl Accept {
    /// What the `Accept` header asks for: HTML only when it is named and nothing else is preferred, as browsers do.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let values = headers
            .get_all(ACCEPT)
            .iter()
            .filter_map(|value| value.to_str().ok());
        let (mut html, mut json, mut text) = (0.0, 0.0, 0.0);
        for item in values.flat_map(|value| value.split(',')) {
            let (kind, quality) = read(item);
            let best: &mut f32 = match kind {
                "text/html" | "application/xhtml+xml" => &mut html,
                "application/json" => &mut json,
                "text/plain" => &mut text,
                _ => continue,
            };
            *best = best.max(quality);
        }
        if html > 0.0 && html >= json && html >= text {
            Self::Html
        } else if json > 0.0 && json >= text {
            Self::Json
        } else {
            Self::Text
        }
    }
}

/// A media range and its quality, 1 where none is given.
fn read(item: &str) -> (&str, f32) {
    let mut parts = item.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default();
    let quality = parts.find_map(|part| part.strip_prefix("q=")?.parse().ok());
    (kind, quality.unwrap_or(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        Accept::Html
    )]
    #[case("*/*", Accept::Text)]
    #[case("", Accept::Text)]
    #[case("application/json", Accept::Json)]
    #[case("application/json, text/html;q=0.5", Accept::Json)]
    #[case("text/html;q=0.2, text/plain", Accept::Text)]
    #[case(";;;q=,,", Accept::Text)]
    fn the_preferred_form(#[case] header: &str, #[case] expected: Accept) {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, header.parse().unwrap());
        assert_eq!(Accept::of(&headers), expected);
    }
}
