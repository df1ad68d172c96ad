//! Lists that are answered in parts: `limit`, `after`, and a `Link` to the next part. The body keeps its shape.

use axum::http::header::LINK;
use axum::http::{HeaderName, HeaderValue, Uri};
use serde::Deserialize;
use utoipa::IntoParams;

use super::error::ApiError;
use crate::store::Page;

/// Most items in one answer.
pub(super) const MAX_LIMIT: u32 = 100;

/// Which part of a list is asked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct PageParameters {
    /// At most so many; 1 to 100.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// Identifier of the last item of the part before.
    after: Option<String>,
}

/// The header that names the next part.
pub(super) type Next = [(HeaderName, HeaderValue); 1];

impl PageParameters {
    /// Whether no part is asked for.
    pub(super) fn ask_for_all(&self) -> bool {
        self.limit.is_none() && self.after.is_none()
    }

    /// The part, of `default` items when the request does not say how many.
    pub(super) fn page(self, default: u32) -> Result<Page, ApiError> {
        let limit = self.limit.unwrap_or(default);
        if self.limit.is_some() && !(1..=MAX_LIMIT).contains(&limit) {
            let message = format!("at least 1 and at most {MAX_LIMIT}");
            return Err(ApiError::field(&["query", "limit"], &message, "value_error"));
        }
        Ok(Page {
            after: self.after,
            limit,
        })
    }
}

/// The same part with one item more, which tells whether there is a next one.
pub(super) fn with_one_more(page: &Page) -> Page {
    Page {
        after: page.after.clone(),
        limit: page.limit.saturating_add(1),
    }
}

/// Takes the item too many away and says where the next part is.
pub(super) fn cut<T>(items: &mut Vec<T>, page: &Page, uri: &Uri, id: impl Fn(&T) -> &str) -> Option<Next> {
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    if items.len() <= limit {
        return None;
    }
    items.truncate(limit);
    link(uri, page.limit, id(items.last()?))
}

/// The address of the part after `after`, with whatever else the request asks for.
fn link(uri: &Uri, limit: u32, after: &str) -> Option<Next> {
    let others = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("limit=") && !pair.starts_with("after="));
    let query: Vec<String> = others
        .map(str::to_owned)
        .chain([format!("limit={limit}"), format!("after={after}")])
        .collect();
    let target = format!("<{}?{}>; rel=\"next\"", uri.path(), query.join("&"));
    Some([(LINK, HeaderValue::from_str(&target).ok()?)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(limit: u32) -> Page {
        Page { after: None, limit }
    }

    #[test]
    fn a_full_part_names_the_next_one() {
        let uri: Uri = "/api/x?status=live&limit=2&after=0".parse().unwrap();
        let mut items = vec!["a", "b", "c"];
        let [(_, link)] = cut(&mut items, &page(2), &uri, |item| item).unwrap();
        assert_eq!(items, ["a", "b"]);
        assert_eq!(link, "</api/x?status=live&limit=2&after=b>; rel=\"next\"");
    }

    #[test]
    fn the_last_part_names_none() {
        let uri = Uri::from_static("/api/x");
        let mut items = vec!["a", "b"];
        assert!(cut(&mut items, &page(2), &uri, |item| item).is_none());
        assert_eq!(items, ["a", "b"]);
    }

    #[test]
    fn limits_are_bounded() {
        let asked = |limit| PageParameters { limit, after: None }.page(50);
        assert_eq!(asked(None).unwrap().limit, 50);
        assert_eq!(asked(Some(100)).unwrap().limit, 100);
        assert!(asked(Some(0)).is_err() && asked(Some(101)).is_err());
    }
}
