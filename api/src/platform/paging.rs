//! Keyset pages: `?limit=` (1–100, default 20) and `?after=` the opaque `next` of the page before.

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::{IntoParams, ToSchema};

use crate::error::{FieldFault, Problem};

const MOST: u64 = 100;
const USUAL: u64 = 20;

/// Which page of a list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Items a page, 1 to 100.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<u64>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

impl PageQuery {
    /// Items asked for.
    pub fn limit(&self) -> Result<u64, Problem> {
        match self.limit.unwrap_or(USUAL) {
            limit @ 1..=MOST => Ok(limit),
            _ => Err(Problem::invalid(vec![
                FieldFault::new("/limit", "out_of_range").with("min", 1).with("max", MOST),
            ])),
        }
    }

    /// The key after which the page begins.
    pub fn after<K: DeserializeOwned>(&self) -> Result<Option<K>, Problem> {
        self.after.as_deref().map(decode).transpose()
    }
}

/// One page of a list.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next page begins; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// Makes a page from one row more than was asked for; `key` says where an item stands in the order.
    pub fn cut<K: Serialize>(mut items: Vec<T>, limit: u64, key: impl Fn(&T) -> K) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).and_then(|last| encode(&key(last)));
        Self { items, next }
    }

    /// Changes each item.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), next: self.next }
    }
}

fn encode(key: &impl Serialize) -> Option<String> {
    serde_json::to_vec(key).ok().map(|bytes| BASE64URL_NOPAD.encode(&bytes))
}

fn decode<K: DeserializeOwned>(text: &str) -> Result<K, Problem> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok();
    bytes
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or_else(|| Problem::invalid(vec![FieldFault::new("/after", "not_a_page")]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_where_the_next_begins() {
        let page = Page::cut(vec![5, 4, 3], 2, |item| *item);
        assert_eq!(page.items, [5, 4]);
        let query = PageQuery { limit: None, after: page.next };
        assert_eq!(query.after::<i32>().unwrap(), Some(4));
        assert!(Page::cut(vec![5, 4], 2, |item| *item).next.is_none());
    }

    #[test]
    fn a_made_up_page_is_refused() {
        let query = PageQuery { limit: Some(101), after: Some("?".into()) };
        assert!(query.limit().is_err());
        assert!(query.after::<i32>().is_err());
    }
}
